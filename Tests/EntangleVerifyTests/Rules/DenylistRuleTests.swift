import EntangleModel
import EntangleVerify
import Testing

@Suite struct DenylistRuleTests {
  @Test(arguments: Vector.denylist) func `a rule for the denylist refuses its attack alone`(
    vector: Vector
  ) { vector.check() }

  @Test func `a ban holds until it ends or is lifted`() {
    var story = Story()
    story.deny()
    story.deny { $0.ban(BannedSubject(id("lead"), key: Signer.lead.lane.key)) }
    story.lift(1)
    func ban(_ list: Denylist, of pusher: String?, lanes: [Lane] = [], at moment: Timestamp)
      -> Int64?
    {
      list.ban(
        of: pusher.map { id($0) }, lanes: lanes, at: moment, cryptography: Story.hasher,
        law: { nil })?.row.entry.sequence
    }
    let reader = DenylistReader(objects: story.objects, cryptography: story.cryptography)
    let list = sure(reader.denylist(at: sure(story.refs[DenylistEntry.ref])))
    #expect(list.count == 3 && list.rows.map(\.entry.sequence) == [1, 2])
    let early = sure(reader.denylist(at: story.entries[1].id))
    let start = story.entries[0].time
    let end = sure(start.adding(seconds: day))
    #expect(ban(early, of: "builder", at: start) == 1)
    #expect(ban(early, of: nil, lanes: [Signer.builder.lane], at: start) == 1)
    #expect(ban(early, of: "builder", at: end) == nil)
    #expect(ban(early, of: "reviewer", at: start) == nil)
    #expect(ban(list, of: "builder", at: start) == nil)
    // A key that is banned bars its lane, and not whom it belongs to.
    #expect(ban(list, of: "lead", at: start) == nil)
    #expect(ban(list, of: "lead", lanes: [Signer.lead.lane], at: start) == 2)
    #expect(reader.denylist(at: story.base.id) == nil)
  }

  @Test func `a ban of a key that signs neither events nor code keeps nobody out`() {
    let story = Story()
    let law = sure(sure(story.report().judgement).chain.newest).state
    func barsNobody(_ name: String, _ key: TestKey? = nil) -> Bool {
      let keyID = key.map { story.cryptography.keyID($0.publicKey) }
      return BannedSubject(id(name), key: keyID).barsNobody(in: law, story.cryptography)
    }
    #expect(barsNobody("runner1", .runnerArtifact))
    #expect(!barsNobody("runner1") && !barsNobody("runner1", .runner))
    #expect(!barsNobody("builder", .builderCode) && !barsNobody("builder", .runnerArtifact))
  }

  @Test func `no event and no branch rests on a ban`() {
    var story = Story()
    story.deny()
    let report = story.report()
    #expect(report.verdict == .verified && report.checked["denylist"] == 1)
    story.deny { $0.key = .other }
    let broken = story.report()
    #expect(broken.verdict == .refused)
    let tips = story.refs.merging(story.branches) { first, _ in first }
    #expect(broken.limited(to: [Story.main], tips: tips).verdict == .verified)
    #expect(broken.limited(to: [DenylistEntry.ref], tips: tips).verdict == .refused)
  }

  @Test func `moderators are authorities, operators with a role, and the host`() {
    var plan = Plan()
    plan.host()
    plan.finally { story in
      story.addOperator(.operator)
      story.deny()
      story.deny { $0.by(.hal) }
      story.deny { $0.by(.server) }
      story.lift(2) { $0.by(.hal) }
    }
    let report = Story(plan).report()
    #expect(report.verdict == .verified, "\(report.findings)")
    #expect(report.checked["denylist"] == 4)
  }
}

extension Story {
  /// A short ban of an earlier moment.
  fileprivate mutating func early(_ seconds: Int64) {
    deny { form in
      form.time = at(seconds)
      form.ban(expires: at(seconds + 60))
    }
  }
}

extension Vector {
  /// The second entry is another than it should be.
  private static func denied(
    _ code: String, _ name: String, severity: Severity = .refused,
    twin: @escaping @Sendable (inout EntryForm, Story) -> Void = { _, _ in },
    _ edit: @escaping @Sendable (inout EntryForm, Story) -> Void
  ) -> Vector {
    func plan(_ edit: @escaping @Sendable (inout EntryForm, Story) -> Void) -> Change {
      { plan in
        plan.finally { story in
          story.deny()
          let before = story
          story.deny { edit(&$0, before) }
        }
      }
    }
    return Vector(code, name, severity: severity, twin: plan(twin), attack: plan(edit))
  }

  /// What somebody does after the law has an operator.
  private static func moderated(
    _ code: String, _ name: String, twin: @escaping @Sendable (inout Story) -> Void,
    attack: @escaping @Sendable (inout Story) -> Void
  ) -> Vector {
    Vector(
      code, name, twin: { $0.finally(twin) }, attack: { $0.finally(attack) })
  }

  private static func bound(_ form: inout EntryForm, _ story: Story) {
    form.ban(evidence: .kept(story.cryptography.sha256(Story.evidence)), expires: .some(nil))
    form.files = [DenylistEntry.evidenceName: Story.evidence]
  }

  private static let wrongDigest = sure(SHA256Digest(hex: String(repeating: "5", count: 64)))

  static let denylist = forms + chains + moderators

  private static let forms: [Vector] = [
    denied("D101", "a line more in the message") { form, _ in
      form.editPayload = { $0 += Array("Note: so be it\n".utf8) }
    },
    denied("D101", "a reason that is none") { form, _ in
      form.editPayload = {
        $0 = Array(
          String(decoding: $0, as: UTF8.self).replacing("Reason: flood", with: "Reason: whim").utf8)
      }
    },
    denied("D101", "an author who is not the reporter") { form, _ in
      form.author = Signer.ben.id
    },
    denied("D101", "another time than it says") { form, _ in
      form.authored = sure(form.time.adding(seconds: 1))
    },
    denied("D101", "evidence that is not what is bound", twin: bound) { form, story in
      bound(&form, story)
      form.files = [DenylistEntry.evidenceName: Story.evidence + Story.evidence]
    },
    denied("D101", "evidence that is bound and not there", twin: bound) { form, story in
      bound(&form, story)
      form.files = [:]
    },
    denied("D101", "a file beside the evidence", twin: bound) { form, story in
      bound(&form, story)
      form.files["more"] = Story.evidence
    },
    denied(
      "D101", "evidence that is withheld, and there",
      twin: { form, _ in form.ban(evidence: .withheld(wrongDigest), expires: .some(nil)) },
      { form, story in
        bound(&form, story)
        form.ban(evidence: .withheld(story.cryptography.sha256(Story.evidence)))
      }),
    denied("D102", "an entry changed after it was signed") { form, _ in
      form.editContent = {
        $0 = Array(
          String(decoding: $0, as: UTF8.self).replacing("Reason: flood", with: "Reason: abuse").utf8
        )
      }
    },
    denied("D102", "an entry signed by another key") { form, _ in form.key = .ben },
  ]

  private static let chains: [Vector] = [
    Vector(
      "O101", "an entry that is not there", severity: .undecided,
      twin: { plan in plan.finally { for _ in 0..<2 { $0.deny() } } },
      attack: { plan in
        plan.finally { story in
          story.deny()
          story.deny()
          story.objects.remove(story.entries[0].id)
        }
      }),
    Vector(
      "O102", "an entry under the name of another",
      twin: { plan in plan.finally { for _ in 0..<2 { $0.deny() } } },
      attack: { plan in
        plan.finally { story in
          story.deny()
          story.deny()
          let other = sure(story.objects.table[story.entries[1].id])
          story.objects.plant(other, as: story.entries[0].id)
        }
      }),
    denied("D103", "an entry of another repository") { form, _ in
      form.repository = wrongDigest
    },
    denied("D103", "a number left out") { form, _ in form.sequence = 3 },
    denied("D103", "an entry behind another than it says") { form, _ in form.chain = wrongDigest },
    denied("D103", "an entry that stands on a commit more") { form, story in
      form.parents.append(story.base.id)
    },
    Vector(
      "D103", "an entry dropped",
      twin: { plan in plan.finally { for _ in 0..<3 { $0.deny() } } },
      attack: { plan in
        plan.finally { story in
          story.deny()
          story.deny()
          let first = story.entries[0].id
          story.deny { $0.parents = [first] }
        }
      }),
    denied("D104", "a state that the chain does not have") { form, story in
      form.trust = StateReference(
        version: sure(story.states.last).name.version, digest: wrongDigest)
    },
    denied("D104", "older law than that of the entry before") { form, story in
      form.trust = story.states[0].name
    },
    denied("D104", "law that is not here yet", severity: .undecided) { form, _ in
      form.trust = StateReference(version: 1_000, digest: wrongDigest)
    },
    denied("D105", "an entry dated back") { form, _ in
      form.time = at(499)
      form.ban(expires: at(600))
    },
    Vector(
      "D105", "an entry older than the law that it names",
      twin: { plan in plan.finally { story in story.early(420) } },
      attack: { plan in plan.finally { story in story.early(1) } }),
    denied("D105", "an entry of tomorrow", severity: .undecided) { form, story in
      form.time = sure(story.now.adding(seconds: 121))
      form.ban(expires: form.time.adding(seconds: 60))
    },
    denied(
      "D108", "no evidence, and a day and a second",
      { form, _ in form.ban(expires: form.time.adding(seconds: day + 1)) }),
    denied("D108", "no evidence, and no end") { form, _ in form.ban(expires: .some(nil)) },
    denied("D108", "a ban that ends before it begins", twin: bound) { form, story in
      bound(&form, story)
      form.ban(expires: form.time)
    },
  ]

  private static let moderators: [Vector] = [
    denied("D106", "a ban by a user") { form, _ in form.by(.lead) },
    moderated("D106", "a ban by an operator who may only look") { story in
      story.addOperator(.operator)
      story.deny { $0.by(.hal) }
    } attack: { story in
      story.addOperator(.viewer)
      story.deny { $0.by(.hal) }
    },
    moderated("D106", "a ban by an operator whose time is over") { story in
      story.addOperator(.admin, until: 500)
      story.deny { $0.by(.hal) }
    } attack: { story in
      story.addOperator(.admin, until: 499)
      story.deny { $0.by(.hal) }
    },
    Vector(
      "D106", "a ban by a host that keeps no log",
      twin: { plan in
        plan.host()
        plan.finally { story in story.deny { $0.by(.server) } }
      },
      attack: { plan in
        plan.host { $0.epochs = [:] }
        plan.finally { story in story.deny { $0.by(.server) } }
      }),
    denied("D107", "an authority banned") { form, _ in form.ban(BannedSubject(Signer.ben.id)) },
    denied("D107", "somebody banned who is not there") { form, _ in
      form.ban(BannedSubject(id("nobody")))
    },
    denied(
      "D107", "a key of another banned",
      twin: { form, _ in form.ban(BannedSubject(id("builder"), key: Signer.builder.lane.key)) },
      { form, _ in form.ban(BannedSubject(id("builder"), key: Signer.lead.lane.key)) }),
    moderated("D107", "an operator who bans somebody of another tenant") { story in
      story.addOperator(.operator, of: "acme")
      story.deny { $0.by(.hal) }
    } attack: { story in
      story.addOperator(.operator, of: "umbrella")
      story.deny { $0.by(.hal) }
    },
    moderated("D109", "a ban of another lifted by an operator") { story in
      story.addOperator(.operator)
      story.deny { $0.by(.hal) }
      story.lift(1) { $0.by(.hal) }
    } attack: { story in
      story.addOperator(.operator)
      story.deny()
      story.lift(1) { $0.by(.hal) }
    },
    moderated("D109", "a ban lifted twice") { story in
      story.deny()
      story.lift(1)
    } attack: { story in
      story.deny()
      story.lift(1)
      story.lift(1)
    },
    moderated("D109", "a lift lifted") { story in
      story.deny()
      story.deny()
      story.lift(1)
      story.lift(2)
    } attack: { story in
      story.deny()
      story.lift(1)
      story.lift(2)
    },
  ]
}
