import EntangleModel
import EntangleVerify
import Testing

@Suite struct ReceiptRuleTests {
  @Test(arguments: Vector.receipts) func `a rule for the host's log refuses its attack alone`(
    vector: Vector
  ) { vector.check() }

  @Test func `what the host had before a state is not cut off by it`() {
    func told(receives: Bool) -> Report {
      var plan = Plan()
      plan.host()
      plan.finally { story in
        let early = story
        story.say(at: 400)
        if receives { story.receive() }
        // The authorities had not seen it, and say so by their cuts.
        var draft = early.cutting { draft in
          draft.edges[Edge(from: id("lead"), relation: .delegates, to: id("builder"))] = nil
        }
        draft.issued = at(450)
        story.publish(draft)
        if receives { story.receive() }
      }
      return Story(plan).report()
    }
    #expect(told(receives: false).findings.map(\.code).contains("A104"))
    #expect(told(receives: true).verdict == .verified, "\(told(receives: true).findings)")
  }

  @Test func `a record goes on with receipts that came later`() {
    var plan = Plan()
    plan.hosted()
    var story = Story(plan)
    let first = story.report()
    let record = sure(story.record(of: first))
    let head = story.receipts[0].head
    story.say(at: 600) { $0.seen = head }
    story.receive()
    let whole = story.report()
    let continued = story.report(continuing: record)
    #expect(whole.verdict == .verified, "\(whole.findings)")
    #expect(continued.findings == [] && continued.checked == whole.checked)
    #expect(continued.recordedCount > 0 && continued.judgement?.log.recordedCount == 1)
    #expect(continued.judgement?.log.newest?.head == whole.judgement?.log.newest?.head)
    for receipt in story.receipts {
      #expect(
        continued.judgement?.log.digest(at: receipt.head.head.place) == receipt.head.head.digest)
      #expect(continued.judgement?.log.time(at: receipt.head.head.place) == receipt.time)
    }
    // What was judged without a receipt is judged again when it has one.
    var late = Story(plan)
    late.say(at: 700)
    let before = sure(late.record(of: late.report()))
    late.receive()
    #expect(late.report(continuing: before).recordedCount == 0)
    #expect(late.report(continuing: before).verdict == .verified)
  }

  @Test func `a branch lands for the first time after the host has had it`() {
    var plan = Plan()
    plan.host()
    plan.before(.request) { story in
      story.branches[Story.main] = story.base.id
      story.receive()
    }
    let report = Story(plan).report()
    #expect(report.verdict == .verified, "\(report.findings)")
  }

  @Test func `of the log of an epoch that law which is ahead has opened nothing is said`() {
    var story = Vector.story { $0.hosted() }
    story.now = at(-1_000)
    let report = story.report()
    #expect(report.verdict == .undecided)
    #expect(Set(report.findings.map(\.code)) == ["T132"], "\(report.findings)")
  }

  @Test func `a new epoch goes on from the receipt that the law names`() {
    var plan = Plan()
    plan.hosted { story in
      story.say(at: 500)
      story.receive()
      story.newEpoch(after: story.receipts[0])
      story.receive(epoch: 2)
    }
    let report = Story(plan).report()
    #expect(report.verdict == .verified, "\(report.findings)")
    #expect(report.judgement?.log.epochs.map(\.count) == [1, 1])
  }
}

extension Story {
  /// Opens epoch 2, for another key of the host, after a receipt.
  mutating func newEpoch(after last: ReceiptMade?, _ edit: (inout Epoch.Start) -> Void = { _ in }) {
    var start =
      last.map { Epoch.Start(sequence: $0.head.head.place.sequence, digest: $0.head.head.digest) }
      ?? .none
    edit(&start)
    cut { draft in
      let issued = draft.issued
      draft.replace("server") { host in
        var host = host
        host.keys[0].revocation = KeyRevocation(reason: .retired, at: issued)
        host.keys.append(
          EnrolledKey(
            publicKey: TestKey.newHost.publicKey, uses: [.law], notBefore: at(0),
            notAfter: at(80 * day)))
        return host
      }
      draft.epochs[2] = Epoch(host: id("server"), key: TestKey.newHost.id, after: start)
    }
  }
}

extension Vector {
  /// The receipt of everything is another than it should be.
  private static func received(
    _ code: String, _ name: String, severity: Severity = .refused,
    _ edit: @escaping @Sendable (inout ReceiptForm, Story) -> Void
  ) -> Vector {
    Vector(
      code, name, severity: severity, twin: { $0.hosted() },
      attack: { plan in
        plan.host()
        plan.finally { story in
          let before = story
          story.receive { edit(&$0, before) }
        }
      })
  }

  /// A checkpoint in the place of a refusal and a sign of life is another than it should be.
  private static func leftOut(
    _ code: String, _ name: String,
    _ edit: @escaping @Sendable (inout CheckpointForm, Story) -> Void
  ) -> Vector {
    Vector(
      code, name, twin: { plan in plan.pruned { $0.leaveOut(1...2) } },
      attack: { plan in
        plan.pruned { story in
          let before = story
          story.leaveOut(1...2) { edit(&$0, before) }
        }
      })
  }

  /// A second receipt is another than it should be.
  private static func followed(
    _ code: String, _ name: String, severity: Severity = .refused,
    _ edit: @escaping @Sendable (inout ReceiptForm, Story) -> Void
  ) -> Vector {
    Vector(
      code, name, severity: severity,
      twin: {
        $0.hosted {
          $0.say(at: 500)
          $0.receive()
        }
      },
      attack: { plan in
        plan.hosted { story in
          story.say(at: 500)
          let before = story
          story.receive { edit(&$0, before) }
        }
      })
  }

  /// An event that comes after receipts of everything before it says what it has seen of them.
  private static func seen(
    _ code: String, _ name: String, severity: Severity = .refused,
    _ edit: @escaping @Sendable (inout EventDraft, Story) -> Void
  ) -> Vector {
    Vector(
      code, name, severity: severity,
      twin: { plan in
        plan.hosted { story in
          let head = story.receipts[0].head
          story.say(at: 500) { $0.seen = head }
        }
      },
      attack: { plan in
        plan.hosted { story in
          let before = story
          story.say(at: 500) { edit(&$0, before) }
        }
      })
  }

  /// An event has seen a receipt that the next epoch leaves out.
  private static func lost(_ plan: inout Plan, by key: TestKey) {
    plan.hosted { story in
      let head = story.signed(
        ReceiptHead(.init(epoch: 1, sequence: 2), digest: otherDigest), by: key)
      story.newEpoch(after: story.receipts[0])
      story.say(at: 500) { $0.seen = head }
    }
  }

  /// An event has seen a receipt that a checkpoint leaves out.
  private static func leftOutSeen(_ plan: inout Plan, by key: TestKey) {
    plan.pruned { story in
      let head = story.signed(story.receipts[2].head.head, by: key)
      story.say(at: 500) { $0.seen = head }
      story.leaveOut(1...2)
    }
  }

  private static func opened(
    _ name: String, _ edit: @escaping @Sendable (inout StateDraft) -> Void
  ) -> Vector {
    Vector("T130", name, twin: { $0.host() }, attack: { $0.host(edit) })
  }

  private static let otherDigest = sure(SHA256Digest(hex: String(repeating: "5", count: 64)))

  static let receipts: [Vector] = [
    opened("an epoch with another number") { draft in
      draft.epochs[2] = draft.epochs.removeValue(forKey: 1)
    },
    opened("an epoch kept by a user") { draft in
      draft.epochs[1] = Epoch(host: id("lead"), key: TestKey.lead.id, after: .none)
    },
    opened("an epoch for nobody's key") { draft in
      draft.epochs[1] = Epoch(host: id("server"), key: TestKey.other.id, after: .none)
    },
    opened("a first epoch after another") { draft in
      draft.epochs[1] = Epoch(
        host: id("server"), key: TestKey.host.id,
        after: Epoch.Start(sequence: 3, digest: otherDigest))
    },
    Vector(
      "T130", "an epoch that is changed", twin: { $0.host() },
      attack: { plan in
        plan.host()
        plan.state(2) {
          $0.epochs[1] = Epoch(
            host: id("server"), key: TestKey.host.id, after: .none, longestSilence: 60)
        }
      }),
    Vector(
      "T130", "two epochs at once", twin: { $0.host() },
      attack: { plan in
        plan.host { draft in
          let issued = draft.issued
          draft.replace("server") { host in
            var host = host
            host.keys.append(
              EnrolledKey(
                publicKey: TestKey.newHost.publicKey, uses: [.law], notBefore: at(0),
                notAfter: at(80 * day),
                revocation: nil))
            host.keys[0].revocation = KeyRevocation(reason: .retired, at: issued)
            return host
          }
          draft.epochs[1] = Epoch(host: id("server"), key: TestKey.newHost.id, after: .none)
          draft.epochs[2] = Epoch(host: id("server"), key: TestKey.host.id, after: .none)
        }
      }),
    Vector(
      "T130", "an epoch taken away", twin: { $0.host() },
      attack: { plan in
        plan.host()
        plan.finally { story in story.cut { $0.epochs = [:] } }
      }),
    Vector(
      "T127", "an operator who opens an epoch",
      twin: { $0.hosted() },
      attack: { plan in
        plan.host { draft in
          draft.epochs = [:]
          let boss = Story.principal("boss", .operator, [(.spare, [.law])], person: "olga")
          draft.principals.append(
            Principal(
              id: boss.id, kind: boss.kind, keys: boss.keys, person: boss.person,
              tenant: boss.tenant, grant: RoleGrant(role: .owner, until: at(60 * day))))
        }
        plan.finally { story in
          story.cut { draft in
            draft.epochs[1] = Epoch(host: id("server"), key: TestKey.host.id, after: .none)
            draft.signers = [Signer("boss", .spare)]
            draft.publisher = Signer("boss", .spare)
          }
        }
      }),
    Vector(
      "O104", "a log of an epoch that the law does not have", twin: { $0.hosted() },
      attack: { plan in
        plan.hosted { $0.refs[Epoch.ref(2)] = $0.receipts[0].id }
      }),
    received("J101", "a receipt with a line more") { form, _ in
      form.editContent = { $0 = $0.replacing("Pusher: none", with: "Note: a\nPusher: none") }
    },
    received("J101", "a receipt with text behind it") { form, _ in
      form.editContent = { $0 += Array("Thanks\n".utf8) }
    },
    received("J101", "a receipt by another host") { form, _ in form.host = id("lead") },
    received("J101", "moves out of order") { form, _ in
      guard case .accepted(let push, let moves) = form.content else { return }
      form.content = .accepted(push, moves: moves.reversed())
    },
    received("J101", "a move from nowhere to nowhere") { form, _ in
      form.content = .accepted(
        .init(pusher: nil, certificate: nil),
        moves: [.init(RefName("refs/heads/a"), old: nil, new: nil)])
    },
    received("J101", "a move of what is no name of a ref") { form, story in
      form.content = .accepted(
        .init(pusher: nil, certificate: nil),
        moves: [.init(RefName("refs/heads/a..b"), old: story.base.id, new: nil)])
    },
    Vector(
      "J101", "a log that stands at a state", twin: { $0.hosted() },
      attack: { plan in
        plan.host()
        plan.finally { $0.refs[Epoch.ref(1)] = $0.states[1].reference.id }
      }),
    received("J102", "a receipt that somebody else has signed") { form, _ in form.key = .other },
    received("J103", "a log that begins with its second receipt") { form, _ in
      form.place = ReceiptHead.Place(epoch: 1, sequence: 2)
    },
    received("J103", "a receipt of another epoch") { form, _ in
      form.place = ReceiptHead.Place(epoch: 2, sequence: 1)
    },
    received("J103", "a receipt of another repository") { form, _ in form.repository = otherDigest
    },
    followed("J103", "a receipt that follows another") { form, _ in form.chain = otherDigest },
    followed("J103", "a number twice") { form, _ in
      form.place = ReceiptHead.Place(epoch: 1, sequence: 1)
    },
    received("J103", "a log on another state") { form, story in
      form.parent = story.states[1].reference.id
    },
    leftOut("J101", "a checkpoint by another host") { form, _ in form.host = id("lead") },
    leftOut("J102", "a checkpoint that somebody else has signed") { form, _ in form.key = .other },
    leftOut("J103", "a checkpoint of another repository") { form, _ in
      form.repository = otherDigest
    },
    leftOut("J103", "a checkpoint that leaves out too much") { form, _ in
      form.leftOut.append(form.leftOut[1])
    },
    leftOut("J103", "a checkpoint that leaves out too little") { form, _ in
      form.leftOut.removeLast()
    },
    leftOut("J103", "a checkpoint that leaves out another receipt at its end") { form, _ in
      form.leftOut[1] = .init(time: form.leftOut[1].time, refused: 0, digest: otherDigest)
    },
    leftOut("J103", "a checkpoint that follows another receipt") { form, _ in
      form.chain = otherDigest
    },
    leftOut("J103", "a checkpoint on another commit") { form, story in
      form.parent = story.states[0].reference.id
    },
    leftOut("J103", "a checkpoint of another place") { form, _ in
      form.first = .init(epoch: 1, sequence: 3)
    },
    leftOut("J103", "a checkpoint at the end of a log") { form, _ in form.isFollowed = false },
    Vector(
      "J103", "a checkpoint that leaves out the last that counts", also: ["J108"],
      twin: { plan in
        plan.pruned { story in
          story.newEpoch(after: story.receipts[3])
          story.leaveOut(1...2)
        }
      },
      attack: { plan in
        plan.pruned { story in
          story.newEpoch(after: story.receipts[2])
          story.leaveOut(1...2)
        }
      }),
    leftOut("J104", "a checkpoint under law of another chain") { form, _ in
      form.trust = StateReference(version: 1, digest: otherDigest)
    },
    leftOut("J105", "a checkpoint of before the receipt before it") { form, story in
      form.leftOut[0] = .init(
        time: at(story.receipts[0].time.seconds - at(1).seconds), refused: 0,
        digest: form.leftOut[0].digest)
    },
    Vector(
      "J109", "two receipts of which one is left out, as an event shows",
      twin: { plan in
        plan.pruned { story in
          let head = story.receipts[2].head
          story.say(at: 500) { $0.seen = head }
          story.leaveOut(1...2)
        }
      },
      attack: { plan in
        plan.pruned { story in
          let head = story.signed(
            ReceiptHead(story.receipts[2].head.head.place, digest: otherDigest))
          story.say(at: 500) { $0.seen = head }
          story.leaveOut(1...2)
        }
      }),
    Vector(
      "J106", "a push left out that moved a lane",
      twin: { plan in
        plan.pruned { story in
          story.say(at: 500)
          story.receive()
          story.leaveOut(1...2)
        }
      },
      attack: { plan in
        plan.pruned { story in
          story.say(at: 500)
          story.receive()
          story.say(at: 600)
          story.receive()
          story.leaveOut(4...4)
        }
      }),
    followed("J104", "older law than the receipt before") { form, story in
      form.trust = story.states[0].name
    },
    received("J104", "law of another chain") { form, _ in
      form.trust = StateReference(version: 1, digest: otherDigest)
    },
    received("J104", "law that is not here", severity: .undecided) { form, _ in
      form.trust = StateReference(version: 3, digest: otherDigest)
    },
    followed("J105", "a receipt before the one before it") { form, story in
      form.time = at(story.receipts[0].time.seconds - at(1).seconds)
    },
    received("J105", "a receipt before the law that it names") { form, _ in form.time = at(5) },
    received("J105", "a receipt of tomorrow", severity: .undecided) { form, _ in
      form.time = at(100_200)
    },
    followed("J106", "a lane moved behind the host's back") { form, story in
      guard case .accepted(let push, let moves) = form.content else { return }
      form.content = .accepted(
        push, moves: moves.map { Receipt.Move($0.ref, old: story.base.id, new: $0.new) })
    },
    Vector(
      "J107", "the log gone, with an event that has seen it", severity: .undecided,
      twin: { plan in
        plan.hosted { story in
          let head = story.receipts[0].head
          story.say(at: 500) { $0.seen = head }
        }
      },
      attack: { plan in
        plan.hosted { story in
          let head = story.receipts[0].head
          story.say(at: 500) { $0.seen = head }
          story.refs[Epoch.ref(1)] = nil
        }
      }),
    Vector(
      "J107", "the log of an old epoch gone", severity: .undecided,
      twin: { plan in
        plan.hosted { story in
          story.newEpoch(after: story.receipts[0])
          story.receive(epoch: 2)
        }
      },
      attack: { plan in
        plan.hosted { story in
          story.newEpoch(after: story.receipts[0])
          story.receive(epoch: 2)
          story.refs[Epoch.ref(1)] = nil
        }
      }),
    Vector(
      "J108", "a log shorter than an event has seen it", severity: .undecided,
      twin: { plan in
        plan.hosted { story in
          story.receive()
          let head = story.receipts[1].head
          story.say(at: 500) { $0.seen = head }
        }
      },
      attack: { plan in
        plan.hosted { story in
          story.receive()
          let head = story.receipts[1].head
          story.say(at: 500) { $0.seen = head }
          story.refs[Epoch.ref(1)] = story.receipts[0].id
        }
      }),
    Vector(
      "J108", "a log shorter than it was remembered", severity: .undecided,
      twin: { plan in
        plan.hosted { story in
          story.receive()
          story.remembered = story.receipts[0].head
        }
      },
      attack: { plan in
        plan.hosted { story in
          story.receive()
          story.remembered = story.receipts[1].head
          story.refs[Epoch.ref(1)] = story.receipts[0].id
        }
      }),
    Vector(
      "J108", "a log shorter than the law names it", severity: .undecided,
      twin: { plan in
        plan.hosted { story in
          story.receive()
          story.newEpoch(after: story.receipts[1])
        }
      },
      attack: { plan in
        plan.hosted { story in
          story.receive()
          story.newEpoch(after: story.receipts[1])
          story.refs[Epoch.ref(1)] = story.receipts[0].id
        }
      }),
    seen("J109", "two logs, as an event shows") { draft, story in
      draft.seen = story.signed(
        ReceiptHead(story.receipts[0].head.head.place, digest: otherDigest))
    },
    Vector(
      "J109", "two logs, as is remembered",
      twin: { plan in plan.hosted { $0.remembered = $0.receipts[0].head } },
      attack: { plan in
        plan.hosted { story in
          story.remembered = story.signed(
            ReceiptHead(story.receipts[0].head.head.place, digest: otherDigest))
        }
      }),
    Vector(
      "J109", "two logs, as the law names one",
      twin: { plan in plan.hosted { story in story.newEpoch(after: story.receipts[0]) } },
      attack: { plan in
        plan.hosted { story in
          story.newEpoch(after: story.receipts[0]) {
            $0 = Epoch.Start(sequence: 1, digest: otherDigest)
          }
        }
      }),
    Vector(
      "J110", "a host silent for too long", severity: .undecided,
      twin: { plan in
        plan.host(silence: 100_000)
        plan.finally { $0.receive() }
      },
      attack: { plan in
        plan.host(silence: 60)
        plan.finally { $0.receive() }
      }),
    Vector(
      "J111", "a ref dropped with its receipt kept", twin: { $0.hosted() },
      attack: { plan in
        plan.hosted { story in
          story.refs = story.refs.filter {
            $0.key.dropping(prefix: "refs/entangle/proposals/") == nil
          }
        }
      }),
    Vector(
      "J111", "a ref that nobody knows, dropped", twin: { $0.hosted() },
      attack: { plan in
        plan.host()
        plan.finally { story in
          let id = story.head.id
          story.receive { form in
            guard case .accepted(let push, let moves) = form.content else { return }
            let other = Receipt.Move(
              RefName("refs/entangle/other"), old: nil,
              new: ObjectReference(id: id, digest: .zero))
            form.content = .accepted(push, moves: (moves + [other]).sorted { $0.ref < $1.ref })
          }
        }
      }),
    Vector(
      "J111", "a protected branch dropped that has no landing",
      twin: { plan in
        plan.steps = Array(Step.allCases.dropLast())
        plan.before(.request) { $0.branches[Story.main] = $0.base.id }
        plan.hosted()
      },
      attack: { plan in
        plan.steps = Array(Step.allCases.dropLast())
        plan.before(.request) { $0.branches[Story.main] = $0.base.id }
        plan.hosted { $0.branches[Story.main] = nil }
      }),
    Vector(
      "J112", "a lane taken back with its receipt kept",
      twin: {
        $0.hosted {
          $0.say(at: 500)
          $0.receive()
        }
      },
      attack: { plan in
        plan.hosted { story in
          let before = story.refs[Signer.lead.lane.ref]
          story.say(at: 500)
          story.receive()
          story.refs[Signer.lead.lane.ref] = before
        }
      }),
    received("J112", "a lane under another digest") { form, _ in
      form.mislead("refs/entangle/events/")
    },
    received("J112", "a proposal under another digest") { form, _ in
      form.mislead("refs/entangle/proposals/")
    },
    received("J112", "a protected branch under another digest") { form, _ in
      form.mislead("refs/heads/")
    },
    received("J112", "law under another digest") { form, _ in
      form.mislead("refs/entangle/trust")
    },
    Vector(
      "J113", "an event that came when its key's time was long over",
      twin: { $0.published(after: 47) }, attack: { $0.published(after: 49) }),
    Vector(
      "J113", "an event that came before the time that it claims",
      twin: { plan in
        plan.hosted { story in
          story.say(at: 620)
          story.receive { $0.time = at(500) }
        }
      },
      attack: { plan in
        plan.hosted { story in
          story.say(at: 621)
          story.receive { $0.time = at(500) }
        }
      }),
    seen("J114", "a head that the host never signed") { draft, story in
      draft.seen = story.signed(
        ReceiptHead(story.receipts[0].head.head.place, digest: otherDigest), by: .other)
    },
    seen("J114", "a receipt that is there, with a signature by another key") { draft, story in
      draft.seen = story.signed(story.receipts[0].head.head, by: .other)
    },
    seen("J114", "a head beyond the log that the host never signed") { draft, story in
      draft.seen = story.signed(
        ReceiptHead(.init(epoch: 1, sequence: 99), digest: otherDigest), by: .other)
    },
    Vector(
      "J114", "a head that the host never signed, and no log",
      twin: { plan in
        plan.host()
        plan.finally { $0.say(at: 500) }
      },
      attack: { plan in
        plan.host()
        plan.finally { story in
          let head = story.signed(
            ReceiptHead(.init(epoch: 1, sequence: 1), digest: otherDigest), by: .other)
          story.say(at: 500) { $0.seen = head }
        }
      }),
    Vector(
      "J114", "a lost head that the host never signed",
      twin: { plan in lost(&plan, by: .host) }, attack: { plan in lost(&plan, by: .other) }),
    Vector(
      "J114", "a receipt that is left out, with a signature by another key",
      twin: { plan in leftOutSeen(&plan, by: .host) },
      attack: { plan in leftOutSeen(&plan, by: .other) }),
    seen("J114", "a head of an epoch that the law does not have") { draft, story in
      draft.seen = story.signed(
        ReceiptHead(.init(epoch: 2, sequence: 1), digest: otherDigest))
    },
    Vector(
      "J115", "an event that has seen nothing after one that has",
      twin: { plan in
        plan.hosted { story in
          let head = story.receipts[0].head
          story.say(at: 500) { $0.seen = head }
          story.say(at: 510) { $0.seen = head }
        }
      },
      attack: { plan in
        plan.hosted { story in
          let head = story.receipts[0].head
          story.say(at: 500) { $0.seen = head }
          story.say(at: 510)
        }
      }),
    Vector(
      "J116", "an event of before the receipt that it has seen",
      twin: { plan in
        plan.hosted { story in
          let time = at(2_000)
          story.receive { $0.time = time }
          let head = story.receipts[1].head
          story.say(at: 2_000 - 120) { $0.seen = head }
        }
      },
      attack: { plan in
        plan.hosted { story in
          let time = at(2_000)
          story.receive { $0.time = time }
          let head = story.receipts[1].head
          story.say(at: 2_000 - 121) { $0.seen = head }
        }
      }),
    Vector(
      "J115", "an event that has seen less than the one before",
      twin: { plan in
        plan.hosted { story in
          story.receive()
          let heads = story.receipts.map(\.head)
          story.say(at: 500) { $0.seen = heads[0] }
          story.say(at: 510) { $0.seen = heads[1] }
        }
      },
      attack: { plan in
        plan.hosted { story in
          story.receive()
          let heads = story.receipts.map(\.head)
          story.say(at: 500) { $0.seen = heads[1] }
          story.say(at: 510) { $0.seen = heads[0] }
        }
      }),
  ]
}

extension ReceiptForm {
  /// Gives the objects of some refs another digest.
  fileprivate mutating func mislead(_ prefix: String) {
    guard case .accepted(let push, let moves) = content else { return }
    content = .accepted(
      push,
      moves: moves.map { move in
        guard let new = move.new, move.ref.dropping(prefix: prefix) != nil else { return move }
        return .init(move.ref, old: move.old, new: ObjectReference(id: new.id, digest: .zero))
      })
  }
}

extension Plan {
  /// Everything comes to the host so many hours after the builder's keys have ended.
  fileprivate mutating func published(after hours: Int64) {
    host { draft in
      draft.replace("builder") { _ in
        Story.principal(
          "builder", .worker, [(.builder, [.law]), (.builderCode, [.code])], person: "bo",
          until: at(300))
      }
    }
    finally { story in
      story.now = at(60 * 3600)
      story.receive { $0.time = at(300 + hours * 3600) }
    }
  }
}
