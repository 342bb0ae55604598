import EntangleModel
import EntangleVerify
import Testing

@Suite struct ForkReceiptRuleTests {
  @Test(arguments: Vector.forkReceipts)
  func `a rule for receipts of a branch that lost refuses its attack alone`(vector: Vector) {
    vector.check()
  }

  @Test func `one fork after another is resolved while the host goes on`() {
    var plan = Plan()
    plan.hosted { story in
      for _ in 1...2 {
        story.fork()
        story.receive()
        let lost = story.back()
        story.resolve(lost)
        story.receive()
      }
    }
    let report = Story(plan).report()
    #expect(report.verdict == .verified, "\(report.findings)")
    #expect(report.checked["receipt"] == 5)
  }

  @Test
  func `a losing branch that is longer than the winning one binds no receipt to its versions`() {
    var plan = Plan()
    plan.hosted { story in
      story.fork()
      for name in ["lead", "reviewer"] {
        story.receive()
        story.cut { $0.edges[Edge(from: id("builder"), relation: .contacts, to: id(name))] = true }
      }
      story.receive()
      let lost = story.back()
      story.resolve(lost)
      story.receive()
    }
    let report = Story(plan).report()
    #expect(report.verdict == .verified, "\(report.findings)")
  }

  @Test func `what came under a branch that lost is cut off by law that both have alone`() {
    var plan = Plan()
    plan.hosted { story in
      story.fork()
      story.say(at: 600, under: 1)
      story.receive()
      let lost = story.back()
      story.resolve(lost) { draft in
        draft.set("lead", .suspended)
        draft.cuts = []
      }
      story.receive()
    }
    let saved = Story(plan).report()
    #expect(saved.verdict == .verified, "\(saved.findings)")
    plan = Plan()
    plan.hosted { story in
      story.setStatus("lead", .suspended)
      story.receive()
      story.fork()
      story.say(at: 600, under: 1)
      story.receive()
      let lost = story.back()
      story.resolve(lost)
      story.receive()
    }
    let cut = Story(plan).report()
    #expect(cut.verdict == .refused && cut.findings.map(\.code) == ["A105"], "\(cut.findings)")
  }
}

extension Vector {
  static let forkReceipts: [Vector] = [
    Vector(
      "J104", "a receipt of a branch that nobody has made void",
      twin: { plan in resolved(&plan) { _ in } },
      attack: { plan in
        plan.hosted { story in
          story.fork()
          story.receive()
          _ = story.back()
          story.cut {
            $0.edges[Edge(from: id("builder"), relation: .contacts, to: id("lead"))] = true
          }
        }
      }),
    Vector(
      "J104", "older law than that at which the push leaves the chain",
      twin: { plan in frozen(&plan, isHonest: true) },
      attack: { plan in frozen(&plan, isHonest: false) }),
    Vector(
      "J104", "older law than that at which a push before has left the chain",
      twin: { plan in frozen(&plan, isHonest: true) },
      attack: { plan in
        plan.hosted { story in
          story.setStatus("runner1", .suspended)
          story.receive()
          story.say(at: 600)
          let old = story.states[1].name
          story.receive { $0.trust = old }
        }
      }),
    Vector(
      "J104", "void law for a push that leaves the chain at what stands",
      twin: { plan in resolved(&plan) { _ in } },
      attack: { plan in
        plan.hosted { story in
          story.fork()
          story.receive()
          let lost = story.back()
          story.resolve(lost)
          story.receive { $0.trust = lost[0] }
        }
      }),
    Vector(
      "J106", "the chain moved behind the host's back from a branch that lost",
      twin: { plan in resolved(&plan) { _ in } },
      attack: { plan in
        resolved(&plan) { form in
          guard case .accepted(let push, let moves) = form.content else { return }
          form.content = .accepted(
            push, moves: moves.map { Receipt.Move($0.ref, old: nil, new: $0.new) })
        }
      }),
    Vector(
      "J105", "a receipt of a branch that lost from before the law that both have",
      twin: { plan in resolved(&plan) { _ in } },
      attack: { plan in
        plan.host()
        plan.finally { story in
          story.fork()
          story.receive { $0.time = at(15) }
          let lost = story.back()
          story.resolve(lost)
        }
      }),
  ]

  /// The host takes a state of a branch that is then made void, and the one that says so.
  private static func resolved(
    _ plan: inout Plan, _ edit: @escaping @Sendable (inout ReceiptForm) -> Void
  ) {
    plan.hosted { story in
      story.fork()
      story.receive()
      let lost = story.back()
      story.resolve(lost)
      story.receive { edit(&$0) }
    }
  }

  /// The lead's key is frozen, and the receipt of that names the state or the one before.
  private static func frozen(_ plan: inout Plan, isHonest: Bool) {
    plan.hosted { story in
      story.revoke("lead", .lead, .frozen)
      let law = story.states[isHonest ? 2 : 1].name
      story.receive { $0.trust = law }
    }
  }
}

extension Story {
  /// Has the lead say something under the state of that place, from 0 on.
  fileprivate mutating func say(at seconds: Int64, under place: Int) {
    let law = states[place].name
    say(at: seconds) { $0.trust = law }
  }
}
