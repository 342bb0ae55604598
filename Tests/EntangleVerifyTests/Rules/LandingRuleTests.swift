import EntangleModel
import Testing

@Suite struct LandingRuleTests {
  @Test(arguments: Vector.landings)
  func `a rule for how landings follow each other refuses its attack alone`(vector: Vector) {
    vector.check()
  }
}

/// A third lander.
private let third = Signer("third", .spare)

extension Vector {
  static let landings: [Vector] = [
    Vector(
      "W123", "a lander who lands beside his own landing",
      twin: { plan in beside(&plan, by: .builder) },
      attack: { plan in beside(&plan, by: .lead) }),
    Vector(
      "W123", "a lander who takes landings away, citing an older one",
      twin: { plan in older(&plan, by: .builder) },
      attack: { plan in older(&plan, by: .lead) }),
    Vector(
      "W123", "a lander who takes away what he has cited only by what came through it",
      twin: { plan in through(&plan, cited: false) },
      attack: { plan in through(&plan, cited: true) }),
    Vector(
      "W123", "a lander who takes a landing away, citing another one of the same change",
      twin: { plan in landedByTwo(&plan, then: .builder) },
      attack: { plan in landedByTwo(&plan, then: .lead) }),
    Vector(
      "W123", "a lander who takes away a landing by somebody whose later word he has cited",
      twin: { plan in heard(&plan, thenLanding: .builder) },
      attack: { plan in heard(&plan, thenLanding: third) }),
    Vector(
      "W123", "a landing beside one that a redaction has left",
      twin: { plan in movedBack(&plan, whole: true) { _ in nil } },
      attack: { plan in movedBack(&plan, whole: false) { _ in nil } }),
    Vector(
      "W123", "a landing that leaves out those before one that a redaction has taken back",
      twin: { plan in movedBack(&plan, whole: false) { $0 } },
      attack: { plan in movedBack(&plan, whole: false) { _ in nil } }),
    Vector(
      "W123",
      "a landing from before what a redaction has moved, by one who does not know that landing",
      twin: { plan in goneOn(&plan, from: { ($0.tip, sure($0.steps[.land])) }) },
      attack: { plan in goneOn(&plan, from: { ($0.base, nil) }) }),
  ]

  /// The law takes the lead's landing out; the builder lands from somewhere.
  private static func goneOn(
    _ plan: inout Plan,
    from start: @escaping @Sendable (Story) -> (CommitReference, ObjectReference?)
  ) {
    telling(&plan) { story in
      story.redact()
      let (commit, landing) = start(story)
      story.landMore(
        on: landing, from: commit, to: story.other(on: commit), by: .builder, at: 700)
    }
  }

  /// Three may land, and more is done at the end.
  private static func telling(
    _ plan: inout Plan, _ act: @escaping @Sendable (inout Story) -> Void
  ) {
    plan.state(1) { draft in
      draft.principals.append(Story.principal("third", .worker, [(.spare, [.law])]))
      draft.edges[Edge(from: id("lead"), relation: .delegates, to: id("third"))] = true
    }
    plan.state(2) {
      $0.policies["main"] = BranchPolicy(
        approvals: 1, landers: [id("builder"), id("lead"), id("third")], ref: Story.main)
    }
    plan.finally(act)
  }

  /// The lead has landed; somebody lands another change from the base.
  private static func beside(_ plan: inout Plan, by lander: Signer) {
    telling(&plan) { story in
      story.landMore(on: nil, from: story.base, to: story.other(on: story.base), by: lander)
    }
  }

  /// The lead lands another change on his own; somebody lands a third one on the first.
  private static func older(_ plan: inout Plan, by lander: Signer) {
    telling(&plan) { story in
      let first = sure(story.steps[.land])
      story.landMore(on: first)
      story.landMore(on: first, to: story.other(on: story.head), by: lander, at: 700)
    }
  }

  /// The builder lands, then the third on that, then the builder on that; the lead, who may have landed on top, lands on the
  /// first: he has cited nothing of the third's lane.
  private static func through(_ plan: inout Plan, cited: Bool) {
    plan.steps.removeAll { $0 == .land }
    telling(&plan) { story in
      let first = story.tell(
        .land, by: .builder, [sure(story.steps[.answer])],
        [.ref: .ref(Story.main), .old: .commit(story.base), .new: .commit(story.head)])
      let second = story.landMore(on: first, by: third)
      let last = story.landMore(on: second, from: story.tip, by: .builder, at: 650)
      if cited { story.landMore(on: last, from: story.tip, at: 700) }
      story.landMore(on: first, to: story.other(on: story.head), at: 800)
    }
  }

  /// Two land the change, the lead goes on from his, and somebody from the other's.
  private static func landedByTwo(_ plan: inout Plan, then lander: Signer) {
    telling(&plan) { story in
      let other = story.tell(
        .land, by: .builder, [sure(story.steps[.answer])],
        [.ref: .ref(Story.main), .old: .commit(story.base), .new: .commit(story.head)])
      story.landMore(on: sure(story.steps[.land]))
      story.landMore(on: other, to: story.other(on: story.head), by: lander, at: 700)
    }
  }

  /// The lead has landed and hands out a task, which the third accepts; somebody lands another change from the base.
  private static func heard(_ plan: inout Plan, thenLanding lander: Signer) {
    telling(&plan) { story in
      let task = story.append(
        story.event(
          .taskRequest, by: .lead, at: at(500),
          [.to: .id(third.id), .input: .commit(story.base)],
          files: ["brief": Array("More.\n".utf8)]))
      story.append(
        story.event(.taskAccept, by: third, at: at(510), causes: [task], [.attempt: .number(1)]))
      story.landMore(on: nil, from: story.base, to: story.other(on: story.base), by: lander)
    }
  }

  /// The lead lands two changes; the law takes out the second, or both, and moves the branch back to the base. Then he lands a
  /// third one, citing what `cause` makes of the second.
  private static func movedBack(
    _ plan: inout Plan, whole: Bool,
    citing cause: @escaping @Sendable (ObjectReference) -> ObjectReference?
  ) {
    telling(&plan) { story in
      let second = story.landMore(on: sure(story.steps[.land]))
      let (base, head, tip) = (story.base, story.head, story.tip)
      story.redact { draft, _ in
        (draft.old, draft.new) = (tip, base)
        draft.withhold(tip)
        if whole { draft.withhold(head, tip) }
      }
      story.landMore(on: cause(second), from: base, at: 700)
    }
  }
}

extension Story {
  /// Where the branch stands.
  fileprivate var tip: CommitReference { reference(to: sure(branches[Self.main])) }

  /// Another change than the usual one.
  fileprivate mutating func other(on base: CommitReference) -> CommitReference {
    code(
      CodeDraft(files: ["other": ([0x0a], false)], parents: [base.id], key: .builderCode))
  }
}
