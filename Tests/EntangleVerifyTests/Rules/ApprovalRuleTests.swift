import EntangleModel
import Testing

@Suite struct ApprovalRuleTests {
  @Test(arguments: Vector.approvals)
  func `a rule for approvals refuses its attack alone`(vector: Vector) { vector.check() }
}

extension Vector {
  static let approvals: [Vector] = [
    Vector(
      "W101", "a response taken back by somebody else",
      twin: { plan in plan.finally { $0.withdraw(by: .reviewer) } },
      attack: { plan in
        plan.state(1) {
          $0.principals.append(Story.principal("second", .reviewer, [(.spare, [.law])]))
        }
        plan.finally { $0.withdraw(by: .second) }
      }),
    Vector(
      "W107", "a response taken back twice",
      twin: { plan in plan.finally { $0.withdraw(by: .reviewer) } },
      attack: { plan in
        plan.finally { story in
          story.withdraw(by: .reviewer)
          story.withdraw(by: .reviewer)
        }
      }),
    Vector(
      "W109", "a landing with an approval that it has seen taken back",
      twin: { plan in answerAgain(&plan, withdrawing: false) },
      attack: { plan in answerAgain(&plan, withdrawing: true) }),
    Vector(
      "A102", "a review along no edge",
      twin: { plan in plan.finally { $0.review(by: .reviewer) } },
      attack: { plan in plan.finally { $0.review(by: .lead) } }),
    Vector(
      "C102", "a review of a task",
      twin: { plan in plan.finally { $0.review(by: .reviewer) } },
      attack: { plan in
        plan.finally { story in
          story.tell(
            .changeReview, by: .reviewer, [sure(story.steps[.workRequest])],
            [.verdict: .word("endorse")], files: ["message"])
        }
      }),
  ]

  /// The reviewer approves, perhaps takes that back, and rejects a second request for the same; the
  /// landing cites both responses.
  private static func answerAgain(_ plan: inout Plan, withdrawing: Bool) {
    plan.before(.land) { story in
      if withdrawing { story.withdraw(by: .reviewer) }
      let request = story.tell(
        .approvalRequest, by: .builder, [sure(story.steps[.propose])],
        [
          .operation: .word("land"), .ref: .ref(Story.main), .base: .commit(story.base),
          .head: .commit(story.head), .approvers: .ids([id("reviewer")]),
          .expires: .time(at(1_000)),
        ])
      story.extra = story.tell(
        .approvalResponse, by: .reviewer, [request],
        [.decision: .word("rejected"), .head: .commit(story.head)])
    }
    plan.event(.land) { draft, story in
      draft.causes.append(sure(story.extra))
      draft.time = sure(story.lanes[Signer.reviewer.lane]).time
    }
  }
}

extension Story {
  mutating func withdraw(by signer: Signer) {
    tell(.approvalWithdraw, by: signer, [sure(steps[.answer])])
  }

  mutating func review(by signer: Signer) {
    tell(
      .changeReview, by: signer, [sure(steps[.propose])], [.verdict: .word("endorse")],
      files: ["message"])
  }
}
