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

  static let hostLog: [Vector] = [
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
