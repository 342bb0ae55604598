import EntangleModel
import EntangleVerify
import Testing

/// More of the host's log: what it says of branches, what a verifier remembers of it, and pushes of law
/// that has been otherwise before.
@Suite struct HostLogRuleTests {
  @Test(arguments: Vector.hostLog) func `a rule for the host's log refuses its attack alone`(
    vector: Vector
  ) { vector.check() }

  @Test func `what is remembered of an epoch asks for no log of another`() {
    let story = Vector.story { plan in
      plan.hosted { story in
        story.remembered = story.receipts[0].head
        story.newEpoch(after: story.receipts[0])
      }
    }
    let report = story.report()
    #expect(report.verdict == .verified, "\(report.findings)")
  }

  @Test func `an epoch that left receipts out before bars no further law`() {
    var server = Vector.story { plan in
      plan.hosted { story in
        story.say(at: 500)
        story.receive()
        story.newEpoch(after: story.receipts[0])
      }
    }
    server.now = at(100_000)
    var full = server
    full.cut { draft in
      draft.edges[Edge(from: id("lead"), relation: .delegates, to: id("reviewer"))] = true
    }
    let push = PushVector.whole(from: server, to: full)
    let found = PushVector.findings(push, on: server, bringing: full.objects)
    #expect(push.map(\.name) == [EntangleRef.trustName])
    #expect(found.allSatisfy { $0.code != "H108" }, "\(found)")
  }

  @Test func `what stands elsewhere since a record is found with the record`() {
    let story = Vector.story { $0.hosted() }
    let record = sure(story.record(of: story.report()))
    let name = sure(
      story.refs.keys.first { $0.dropping(prefix: "refs/entangle/proposals/") != nil })
    func codes(_ story: Story) -> (whole: [String], continued: [String]) {
      (story.report().findings.map(\.code), story.report(continuing: record).findings.map(\.code))
    }
    // The ref has moved, and the host says nothing of it.
    var moved = story
    moved.refs[name] = story.base.id
    #expect(codes(moved).whole.contains("J112") && codes(moved).continued == codes(moved).whole)
    // The host says that it has moved, and it has not.
    var logged = story
    let id = sure(story.refs[name])
    let new = ObjectReference(id: story.base.id, digest: story.base.digest)
    logged.receive { form in
      form.content = .accepted(
        .init(pusher: nil, certificate: nil), moves: [Receipt.Move(name, old: id, new: new)])
    }
    #expect(codes(logged).whole == ["J112"] && codes(logged).continued == ["J112"])
  }

  @Test func `a denylist taken back since a record is found with the record`() {
    var story = Vector.story { plan in
      plan.host()
      plan.finally { story in
        story.deny()
        story.deny()
        story.receive()
      }
    }
    let record = sure(story.record(of: story.report()))
    #expect(story.report(continuing: record).recordedCount > 0)
    // Nothing else is wrong with it: what has it is the log alone, and that is as it was.
    story.refs[DenylistEntry.ref] = story.entries[0].id
    #expect(story.report().findings.map(\.code) == ["J112"])
    #expect(story.report(continuing: record).findings.map(\.code) == ["J112"])
  }

  @Test func `an entry made beside the host's is told apart from a denylist taken back`() {
    func found(_ act: @escaping @Sendable (inout Story) -> Void) -> [Finding] {
      Vector.story { plan in
        plan.host()
        plan.finally { story in
          story.deny()
          story.deny()
          story.receive()
          act(&story)
        }
      }.report().findings
    }
    let back = found { $0.refs[DenylistEntry.ref] = $0.entries[0].id }
    #expect(back.map(\.code) == ["J112"] && back.allSatisfy { $0.hint.hasPrefix("fetch it") })
    let beside = found { story in
      story.entries.removeLast()
      story.deny { $0.ban(BannedSubject(id("lead"))) }
    }
    #expect(beside.map(\.code) == ["J112"])
    #expect(beside.allSatisfy { $0.hint.hasPrefix("'git update-ref -d refs/entangle/denylist'") })
  }

  @Test func `law that is void may be left, and no other`() {
    var server = PushVector.earlier
    server.fork()
    var resolved = server
    resolved.resolve(resolved.back())
    let name = EntangleRef.trustName
    func findings(_ full: Story) -> [String] {
      let update = PushedRef(name, old: server.refs[name], new: full.refs[name])
      return PushVector.findings([update], on: server, bringing: full.objects).map(\.code)
    }
    #expect(findings(resolved) == [])
    var rewound = server
    _ = rewound.back()
    rewound.cut { draft in
      draft.edges[Edge(from: id("lead"), relation: .delegates, to: id("builder"))] = false
    }
    #expect(findings(rewound).contains("H104"))
  }
}

extension Vector {
  /// The host has had a branch, and has it moved from somewhere else afterwards.
  private static func moved(_ ref: RefName) -> Change {
    { plan in
      plan.hosted { story in
        let base = story.base
        func move(from old: ObjectID?, to new: CommitReference, in form: inout ReceiptForm) {
          let move = Receipt.Move(
            ref, old: old, new: ObjectReference(id: new.id, digest: new.digest))
          form.content = .accepted(.init(pusher: nil, certificate: nil), moves: [move])
        }
        if ref != Story.main { story.receive { move(from: nil, to: base, in: &$0) } }
        let head = story.head
        story.receive { form in
          move(from: ref == Story.main ? base.id : head.id, to: head, in: &form)
        }
      }
    }
  }

  /// A ban, a receipt of it, and what comes after.
  private static func listed(
    _ name: String, twin: @escaping @Sendable (inout Story) -> Void,
    attack: @escaping @Sendable (inout Story) -> Void
  ) -> Vector {
    func plan(_ act: @escaping @Sendable (inout Story) -> Void) -> Change {
      { plan in
        plan.host()
        plan.finally { story in
          story.deny()
          story.deny()
          act(&story)
        }
      }
    }
    return Vector("J112", name, twin: plan(twin), attack: plan(attack))
  }

  /// The lead's key is retired; the host has its last event, within the cut or beyond it, so many hours later.
  private static func retired(published hours: Int64, isCounted: Bool = false) -> Change {
    { plan in
      plan.host()
      plan.finally { story in
        let law = sure(story.states.last).name
        if isCounted { story.say(at: 600) { $0.trust = law } }
        story.revoke("lead", .lead, .retired, in: 600)
        if !isCounted { story.say(at: 600) { $0.trust = law } }
        story.now = at(60 * 3600)
        story.receive { $0.time = at(1_000 + hours * 3600) }
      }
    }
  }

  /// A key is retired as of long before the host had its events, which the state counts.
  private static func retiredLongAgo(_ plan: inout Plan) {
    plan.host()
    plan.finally { story in
      story.now = at(60 * 3600)
      story.receive { $0.time = at(50 * 3600) }
      story.cut { draft in
        draft.end("builder", .builder, KeyRevocation(reason: .retired, at: at(1)))
      }
      story.receive { $0.time = at(51 * 3600) }
    }
  }

  static let hostLog: [Vector] = [
    Vector(
      "J113", "an event that came when its key was long retired",
      twin: retired(published: 47), attack: retired(published: 49)),
    Vector(
      "J113", "an event that came late, and that nobody had seen when the key was retired",
      twin: retired(published: 49, isCounted: true), attack: retired(published: 49)),
    Vector(
      "J113", "an event that came late, where a key may be retired as of long ago",
      twin: retiredLongAgo, attack: retired(published: 49)),
    listed("the denylist taken back with its receipt kept") { story in
      story.receive()
      story.deny()
    } attack: { story in
      story.receive()
      story.refs[DenylistEntry.ref] = story.entries[0].id
    },
    listed("the denylist under another digest") { story in
      story.receive()
    } attack: { story in
      story.receive { form in
        guard case .accepted(let push, let moves) = form.content else { return }
        form.content = .accepted(
          push,
          moves: moves.map { move in
            guard move.ref == DenylistEntry.ref, let new = move.new else { return move }
            return .init(move.ref, old: move.old, new: ObjectReference(id: new.id, digest: .zero))
          })
      }
    },
    Vector(
      "J112", "a lane left at an event of another",
      twin: { $0.hosted() },
      attack: { plan in
        plan.host()
        plan.finally { story in
          story.receive { form in
            guard case .accepted(let push, let moves) = form.content else { return }
            let other = moves.first { $0.ref == Signer.builder.lane.ref }?.new
            form.content = .accepted(
              push,
              moves: moves.map { move in
                move.ref == Signer.lead.lane.ref ? .init(move.ref, old: nil, new: other) : move
              })
          }
        }
      }),
    Vector(
      "O101", "an event that the host has had, and that is not there", severity: .undecided,
      also: ["J112", "L105"],
      twin: { plan in
        plan.hosted { story in
          story.say(at: 500)
          story.receive()
          story.say(at: 600)
        }
      },
      attack: { plan in
        plan.hosted { story in
          story.say(at: 500)
          let lost = sure(story.refs[Signer.lead.lane.ref])
          story.receive()
          story.say(at: 600)
          story.objects.remove(lost)
        }
      }),
    Vector(
      "J106", "a protected branch moved behind the host's back",
      twin: moved(RefName("refs/heads/topic")), attack: moved(Story.main)),
    Vector(
      "J107", "the log gone that is remembered", severity: .undecided,
      twin: { plan in plan.hosted { $0.remembered = $0.receipts[0].head } },
      attack: { plan in
        plan.hosted { story in
          story.remembered = story.receipts[0].head
          story.refs[Epoch.ref(1)] = nil
        }
      }),
  ]
}
