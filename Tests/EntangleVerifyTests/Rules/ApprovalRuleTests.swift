import EntangleModel
import EntangleReport
import EntangleVerify
import Testing

@Suite struct ApprovalRuleTests {
  @Test(arguments: Vector.approvals)
  func `a rule for approvals refuses its attack alone`(vector: Vector) { vector.check() }

  @Test func `a proof of a landing names those alone whose approvals counted`() throws {
    var plan = Plan()
    Vector.answerAgain(&plan, withdrawing: true, second: true)
    let story = Story(plan)
    let report = story.report()
    #expect(report.verdict == .verified, "\(report.findings)")
    let prover = try #require(
      Prover(
        report, trustRoot: .given, objects: story.objects, cryptography: story.cryptography))
    let landing = prover.proof(of: .event(sure(story.steps[.land]).id)).steps.last
    let told = landing?.details.filter { $0.hasPrefix("approved by ") }
    #expect(told == ["approved by second"])
  }
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
      "W109", "an approval of one's own work by a code key that is enrolled after it",
      twin: { plan in enrolLater(&plan, signing: .builderCode) },
      attack: { plan in enrolLater(&plan, signing: .reviewerCode) }),
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

  /// The change is signed by a key; that of the reviewer is enrolled when he has approved, before the landing.
  private static func enrolLater(_ plan: inout Plan, signing key: TestKey) {
    plan.state(1) {
      $0.replace("reviewer") { _ in
        Story.principal("reviewer", .reviewer, [(.reviewer, [.law])], person: "rita")
      }
    }
    plan.code { $0.key = key }
    plan.before(.land) { story in
      story.cut {
        $0.replace("reviewer") { _ in
          Story.principal(
            "reviewer", .reviewer, [(.reviewer, [.law]), (.reviewerCode, [.code])], person: "rita")
        }
      }
    }
  }

  /// The reviewer approves, perhaps takes that back, and rejects a second request for the same, which a
  /// second one perhaps approves; the landing cites all responses.
  fileprivate static func answerAgain(
    _ plan: inout Plan, withdrawing: Bool, second: Bool = false
  ) {
    if second {
      plan.state(1) {
        $0.principals.append(Story.principal("second", .reviewer, [(.spare, [.law])]))
        $0.edges[Edge(from: id("second"), relation: .reviews, to: id("builder"))] = true
      }
    }
    plan.before(.land) { story in
      if withdrawing { story.withdraw(by: .reviewer) }
      let request = story.tell(
        .approvalRequest, by: .builder, [sure(story.steps[.propose])],
        [
          .operation: .word("land"), .ref: .ref(Story.main), .base: .commit(story.base),
          .head: .commit(story.head),
          .approvers: .ids([id("reviewer")] + (second ? [id("second")] : [])),
          .expires: .time(at(1_000)),
        ])
      story.extra = story.tell(
        .approvalResponse, by: .reviewer, [request],
        [.decision: .word("rejected"), .head: .commit(story.head)])
      if second {
        story.tell(
          .approvalResponse, by: .second, [request],
          [.decision: .word("approved"), .head: .commit(story.head)])
      }
    }
    plan.event(.land) { draft, story in
      draft.causes.append(sure(story.extra))
      if second { draft.causes.append(sure(story.lanes[Signer.second.lane]).reference) }
      draft.time = sure(story.lanes.values.map(\.time).max())
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
