import EntangleModel
import EntangleVerify
import Testing

/// Vectors by which one condition alone decides: where that of a rule is inverted (`Docs/mutation.md`), none
/// of the others need notice.
@Suite struct ConditionRuleTests {
  @Test(arguments: Vector.conditions) func `each condition decides alone`(vector: Vector) {
    vector.check()
  }

  @Test(arguments: [
    ("R101", "a branch that a void landing moved", "is void: land it again"),
    ("R101", "a push around the policy", "was not landed"),
    ("S101", "nobody touched it", "nobody touched the security key"),
    ("S101", "a signature over something else", "Ed25519 does not accept it"),
  ])
  func `the words say which of two it is`(code: String, name: String, words: String) throws {
    let vector = try #require(Vector.all.first { $0.code == code && $0.name == name })
    let findings = Vector.story(vector.attack).report().findings.filter { $0.code == code }
    #expect(!findings.isEmpty && findings.allSatisfy { $0.detail.hasSuffix(words) })
  }
}

extension Vector {
  static let conditions: [Vector] = [
    Vector(
      "A104",
      "a landing that a later state still allows, and one that has too few approvals for it",
      twin: { plan in landLate(&plan, approvals: 1) },
      attack: { plan in landLate(&plan, approvals: 2) }),
    Vector(
      "C103", "an answer to a forged question, which nobody answers", also: ["S101"],
      twin: { plan in answered(&plan, isForged: false) },
      attack: { plan in answered(&plan, isForged: true) }),
    Vector(
      "L106", "an event before the one before it on its lane",
      twin: { plan in plan.event(.workRequest) { $0.time = at(200) } },
      attack: { plan in plan.event(.workRequest) { $0.time = at(199) } }),
    Vector(
      "O101", "a commit between base and head is missing", severity: .undecided,
      twin: { plan in longChange(&plan, isWhole: true) },
      attack: { plan in longChange(&plan, isWhole: false) }),
    Vector(
      "T115", "a compromise that reaches less far back than was said",
      twin: { plan in compromised(&plan, after: [2, 1]) },
      attack: { plan in compromised(&plan, after: [1, 2]) }),
    Vector(
      "W102", "news of an attempt that is not the last",
      twin: { plan in again(&plan) { story, _, last in story.update(by: .builder, last) } },
      attack: { plan in again(&plan) { story, first, _ in story.update(by: .builder, first) } }),
    Vector(
      "W102", "a result of an attempt that is not the last",
      twin: { plan in again(&plan) { story, _, last in story.result(by: .builder, last) } },
      attack: { plan in again(&plan) { story, first, _ in story.result(by: .builder, first) } }),
    Vector(
      "W102", "a handoff of an attempt that is not the last",
      twin: { plan in again(&plan) { story, _, last in story.pass(last) } },
      attack: { plan in again(&plan) { story, first, _ in story.pass(first) } }),
    Vector(
      "W102", "a task cancelled after whoever it was handed to has finished it",
      twin: { plan in cancelled(&plan, isFinished: false) },
      attack: { plan in cancelled(&plan, isFinished: true) }),
    Vector(
      "W105", "a late answer on which nothing lands",
      twin: { plan in unlanded(&plan) { $0.values[.expires] = .time(at(270)) } },
      attack: { plan in unlanded(&plan) { $0.values[.expires] = .time(at(269)) } }),
    Vector(
      "W106", "a question about another branch, which does not land",
      twin: { plan in unlanded(&plan) { _ in } },
      attack: { plan in
        unlanded(&plan) { $0.values[.ref] = .ref(RefName("refs/heads/dev")) }
      }),
    Vector(
      "W108", "a landing of what does not go on from where the branch stood",
      also: ["W106"],
      attack: { plan in
        plan.before(.land) { story in
          story.artifact = story.code(CodeDraft(files: [:], parents: [], key: .builderCode))
        }
        plan.event(.land) { draft, story in draft.values[.new] = .commit(sure(story.artifact)) }
      }),
    Vector(
      "W111", "a landing from where the one before did not end",
      twin: { plan in plan.finally { $0.landMore(on: sure($0.steps[.land])) } },
      attack: { plan in
        plan.finally { story in
          story.tell(
            .land, by: .lead, [sure(story.steps[.land]), sure(story.steps[.answer])],
            [.ref: .ref(Story.main), .old: .commit(story.base), .new: .commit(story.head)])
        }
      }),
    Vector(
      "W120", "an offer that rests on a word that was taken back",
      twin: { plan in
        direct(&plan) { story in
          story.trust("runner1", "distrusted")
          story.offer(on: story.trust("runner1"))
        }
      },
      attack: { plan in
        direct(&plan) { story in
          let word = story.trust("runner1", "distrusted")
          story.trust("runner1")
          story.offer(on: word)
        }
      }),
    Vector(
      "W120", "a lease renewed for a runner that is trusted no more",
      twin: { plan in distrusted(&plan, isFirst: false) { $0.renew($1) } },
      attack: { plan in distrusted(&plan, isFirst: true) { $0.renew($1) } }),
    Vector(
      "W120", "a run started anew on a runner that is trusted no more",
      twin: { plan in distrusted(&plan, isFirst: false) { $0.restart($1, as: 2) } },
      attack: { plan in distrusted(&plan, isFirst: true) { $0.restart($1, as: 2) } }),
  ]

  /// The runner takes a lease, of which the operator says something after or before he distrusts it.
  private static func distrusted(
    _ plan: inout Plan, isFirst: Bool,
    _ act: @escaping @Sendable (inout Story, ObjectReference) -> Void
  ) {
    direct(&plan) { story in
      let accepted = story.take(story.offer())
      if isFirst { story.trust("runner1", "distrusted") }
      act(&story, accepted)
      if !isFirst { story.trust("runner1", "distrusted") }
    }
  }

  /// The lead lands under the second state, after a third one has changed who may.
  private static func landLate(_ plan: inout Plan, approvals: Int64) {
    plan.before(.land) { story in
      story.takeAway { draft in
        draft.policies["main"] = BranchPolicy(
          approvals: approvals, landers: [id("builder"), id("lead")], ref: Story.main)
      }
    }
    plan.event(.land) { draft, story in draft.trust = story.states[1].name }
  }

  /// The lead asks for something more, perhaps with a false signature, and the builder takes it on.
  private static func answered(_ plan: inout Plan, isForged: Bool) {
    plan.finally { story in
      var draft = story.event(
        .taskRequest, by: .lead, at: at(500),
        [.to: .id(id("builder")), .input: .commit(story.base)],
        files: ["brief": Array("More.\n".utf8)])
      if isForged { draft.editArmour = { $0 = TestKey.lead.sign([1], in: .git).armour } }
      story.accept(by: .builder, story.append(draft))
    }
  }

  /// The change is of two commits, the first of which may be missing.
  private static func longChange(_ plan: inout Plan, isWhole: Bool) {
    plan.before(.propose) { story in
      let first = story.code(
        CodeDraft(files: [:], parents: [story.base.id], key: .builderCode))
      story.head = story.code(CodeDraft(files: [:], parents: [first.id], key: .builderCode))
    }
    guard !isWhole else { return }
    plan.finally { story in
      let head = sure(story.objects.table[story.head.id])
      let first = sure(CodeCommit(content: head.content, format: .sha1)?.parents.first)
      story.objects.remove(first)
    }
  }

  /// A key of the lead's is called compromised, again and again.
  private static func compromised(_ plan: inout Plan, after events: [Int64]) {
    plan.finally { story in
      for last in events { story.revoke("lead", .lead, .compromised, after: last) }
    }
  }

  /// The builder fails and takes his task on a second time; there is a second worker.
  private static func again(
    _ plan: inout Plan,
    _ act: @escaping @Sendable (inout Story, ObjectReference, ObjectReference) -> Void
  ) {
    secondWorker(&plan)
    plan.finally { story in
      let first = sure(story.steps[.workAccept])
      story.tell(
        .taskResult, by: .builder, [first], [.status: .word("failed"), .artifact: .absent])
      let last = story.tell(
        .taskAccept, by: .builder, [sure(story.steps[.workRequest])], [.attempt: .number(2)])
      act(&story, first, last)
    }
  }

  /// The builder hands his task back to the lead, who takes it on and perhaps finishes it, and cancels what
  /// he asked for.
  private static func cancelled(_ plan: inout Plan, isFinished: Bool) {
    plan.state(1) {
      $0.edges[Edge(from: id("builder"), relation: .handsOff, to: id("lead"))] = true
    }
    plan.finally { story in
      let accept = story.accept(by: .lead, story.handOff(to: "lead"))
      if isFinished { story.result(by: .lead, accept) }
      story.cancel(by: .lead, sure(story.steps[.workRequest]))
    }
  }

  private static func secondWorker(_ plan: inout Plan) {
    plan.state(1) {
      $0.principals.append(Story.second(.worker))
      $0.edges[Edge.handing] = true
    }
  }

  /// The change is approved, and does not land.
  private static func unlanded(
    _ plan: inout Plan, _ edit: @escaping @Sendable (inout EventDraft) -> Void
  ) {
    plan.steps = plan.steps.filter { $0 != .land }
    plan.event(.ask, edit)
  }
}

extension Story {
  /// The builder hands on what he has accepted.
  fileprivate mutating func pass(_ accept: ObjectReference) {
    tell(.taskHandoff, by: .builder, [accept], [.to: .id(id("second"))])
  }
}
