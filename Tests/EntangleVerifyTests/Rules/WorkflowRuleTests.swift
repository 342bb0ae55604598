import EntangleModel
import Testing

@Suite struct WorkflowRuleTests {
  @Test(arguments: Vector.causes + Vector.authority + Vector.workflow)
  func `a rule for the work refuses its attack alone`(vector: Vector) { vector.check() }
}

extension Vector {
  static let causes: [Vector] = [
    Vector("C101", "a cause that is no parent") { plan in
      plan.event(.land) { $0.parents = [$0.firstParent] }
    },
    Vector("C101", "a cause of another digest") { plan in
      plan.event(.land) { draft, _ in
        draft.causes = draft.causes.map { ObjectReference(id: $0.id, digest: .zero) }
      }
    },
    Vector("C102", "a result of a request") { plan in
      plan.event(.result) { draft, story in draft.causes = [sure(story.steps[.request])] }
    },
    Vector("C102", "a runner without a command") { plan in
      plan.event(.request) { $0.files["command.json"] = nil }
    },
    Vector(
      "W101", "a task that serves another's",
      twin: { plan in
        plan.finally { story in
          let draft = story.event(
            .taskRequest, by: .lead, at: at(500),
            [.to: .id(id("builder")), .input: .commit(story.base)],
            files: ["brief": Array("More.\n".utf8)])
          story.append(draft)
        }
      },
      attack: { plan in
        plan.finally { story in
          let draft = story.event(
            .taskRequest, by: .lead, at: at(500), causes: [sure(story.steps[.workAccept])],
            [.to: .id(id("builder")), .input: .commit(story.base)],
            files: ["brief": Array("More.\n".utf8)])
          story.append(draft)
        }
      }),
    Vector("C103", "an answer to a forged question", also: ["S101"]) { plan in
      plan.event(.ask) { $0.editArmour = { $0 = TestKey.builder.sign([1], in: .git).armour } }
    },
  ]

  static let authority: [Vector] = [
    Vector(
      "A101", "a reviewer who proposes", twin: { plan in proposal(&plan, by: .lead) },
      attack: { plan in proposal(&plan, by: .reviewer) }),
    Vector(
      "A102", "a task along no edge",
      twin: { plan in task(&plan, edge: true) }, attack: { plan in task(&plan, edge: nil) }),
    Vector(
      "A102", "a task against the edge's direction",
      twin: { plan in task(&plan, edge: true) },
      attack: { plan in
        task(&plan, edge: nil)
        plan.state(1) {
          $0.edges[Edge(from: id("reviewer"), relation: .delegates, to: id("lead"))] = true
        }
      }),
    Vector(
      "A103", "a task along a disabled edge",
      twin: { plan in task(&plan, edge: true) }, attack: { plan in task(&plan, edge: false) }),
    Vector(
      "A104", "an older state named for a lost right",
      twin: { plan in
        moreWork(&plan)
        plan.finally { $0.takeAway() }
      },
      attack: { plan in
        plan.finally { $0.takeAway() }
        moreWork(&plan)
      }),
    Vector(
      "A104", "a landing under a policy that is gone", also: ["R101"],
      twin: { plan in plan.before(.land) { $0.takeAway { $0.policies = $0.policies } } },
      attack: { plan in
        plan.before(.land) { story in
          story.takeAway { draft in
            draft.policies["main"] = BranchPolicy(
              approvals: 1, landers: [id("builder")], ref: Story.main)
          }
        }
        plan.event(.land) { draft, story in draft.trust = story.states[1].name }
      }),
  ]

  static let workflow: [Vector] = [
    Vector("W101", "one worker takes a runner's task") { plan in
      plan.before(.accept) { story in
        let draft = story.event(
          .taskAccept, by: .builder, at: at(205), causes: [sure(story.steps[.request])],
          [.attempt: .number(1)])
        story.append(draft)
      }
    },
    Vector("W102", "a wrong attempt") { plan in
      plan.event(.accept) { $0.values[.attempt] = .number(2) }
    },
    Vector(
      "W102", "a result twice", twin: { plan in retry(&plan, after: "failed") },
      attack: { plan in retry(&plan, after: "succeeded") }),
    Vector(
      "W103", "an answer by somebody who was not asked",
      twin: { plan in secondReviewer(&plan, asked: ["reviewer", "second"]) },
      attack: { plan in secondReviewer(&plan, asked: ["second"]) }),
    Vector("W104", "a second identity of the worker") { plan in
      plan.state(1) {
        $0.replace("reviewer") { _ in
          Story.principal("reviewer", .reviewer, [(.reviewer, [.law])], person: "bo")
        }
      }
    },
    Vector("W104", "a commit by the reviewer") { plan in
      plan.code { $0.key = .reviewerCode }
    },
    Vector(
      "W104", "a merge of the reviewer's branch that was there at founding",
      twin: { plan in mergeFounding(&plan, by: .builderCode) },
      attack: { plan in mergeFounding(&plan, by: .reviewerCode) }),
    Vector(
      "W105", "an answer after the question expired",
      twin: { plan in plan.event(.ask) { $0.values[.expires] = .time(at(280)) } },
      attack: { plan in plan.event(.ask) { $0.values[.expires] = .time(at(269)) } }),
    Vector("W105", "a landing after the question expired") { plan in
      plan.event(.ask) { $0.values[.expires] = .time(at(279)) }
    },
    Vector("W106", "a question about another branch") { plan in
      plan.event(.ask) { $0.values[.ref] = .ref(RefName("refs/heads/dev")) }
    },
    Vector("W106", "an answer about another head") { plan in
      plan.event(.answer) { draft, story in draft.values[.head] = .commit(story.base) }
    },
    Vector("W106", "approve one thing, land another") { plan in
      plan.event(.land) { draft, story in
        draft.values[.new] = .commit(sure(story.artifact))
      }
      plan.before(.land) { story in
        story.artifact = story.code(
          CodeDraft(files: [:], parents: [story.base.id], key: .builderCode))
      }
    },
    Vector(
      "W107", "a second answer",
      twin: { plan in answerTwice(&plan, asking: true) },
      attack: { plan in answerTwice(&plan, asking: false) }),
    Vector("W108", "a base that is not behind the head") { plan in
      plan.event(.propose) { draft, story in
        draft.values[.base] = .commit(story.head)
        draft.values[.head] = .commit(story.base)
      }
    },
    Vector("W109", "fewer approvals than asked for") { plan in
      plan.state(2) {
        $0.policies["main"] = BranchPolicy(approvals: 2, landers: [id("lead")], ref: Story.main)
      }
    },
    Vector("W109", "a rejection cited as approval") { plan in
      plan.event(.answer) { $0.values[.decision] = .word("rejected") }
    },
    Vector("W111", "a branch that was never there") { plan in
      plan.state(1) { $0.baseline = [:] }
      plan.state(2) { $0.baseline = [:] }
    },
    Vector(
      "W112", "a landing by somebody without the right",
      twin: { plan in landers(&plan, ["builder", "lead"]) },
      attack: { plan in landers(&plan, ["builder"]) }),
    Vector("W113", "a landing on a branch without policy") { plan in
      plan.state(2) {
        $0.policies["main"] = BranchPolicy(
          approvals: 1, landers: [id("lead")], ref: RefName("refs/heads/dev"))
      }
    },
  ]

  /// The change becomes a merge of a branch that stood at founding, whose commit is signed by a key.
  private static func mergeFounding(_ plan: inout Plan, by key: TestKey) {
    plan.before(.propose) { story in
      let second = story.code(founding(by: key))
      story.head = story.code(
        CodeDraft(files: [:], parents: [story.base.id, second.id], key: .builderCode))
    }
    for version in 1...2 {
      plan.state(version) { draft, story in
        var copy = story
        draft.baseline[RefName("refs/heads/dev")] = copy.code(founding(by: key))
      }
    }
  }

  private static func founding(by key: TestKey) -> CodeDraft {
    CodeDraft(files: [:], parents: [], message: Array("Elsewhere\n".utf8), key: key)
  }

  private static func proposal(_ plan: inout Plan, by signer: Signer) {
    plan.finally { story in
      let draft = story.event(
        .changePropose, by: signer, at: at(500),
        [.ref: .ref(Story.main), .base: .commit(story.base), .head: .commit(story.head)],
        files: ["message": Array("Again.\n".utf8)])
      story.append(draft)
    }
  }

  private static func task(_ plan: inout Plan, edge isEnabled: Bool?) {
    plan.state(1) {
      $0.edges[Edge(from: id("lead"), relation: .delegates, to: id("reviewer"))] = isEnabled
    }
    plan.finally { story in
      let draft = story.event(
        .taskRequest, by: .lead, at: at(500),
        [.to: .id(id("reviewer")), .input: .commit(story.base)],
        files: ["brief": Array("Look.\n".utf8)])
      story.append(draft)
    }
  }

  /// The lead asks the builder for more, under the second state.
  private static func moreWork(_ plan: inout Plan) {
    plan.finally { story in
      var draft = story.event(
        .taskRequest, by: .lead, at: at(500),
        [.to: .id(id("builder")), .input: .commit(story.base)],
        files: ["brief": Array("More.\n".utf8)])
      draft.trust = story.states[1].name
      story.append(draft)
    }
  }

  /// The builder gives a result and then accepts once more.
  private static func retry(_ plan: inout Plan, after status: String) {
    plan.finally { story in
      var draft = story.event(
        .taskResult, by: .builder, at: at(500), causes: [sure(story.steps[.workAccept])],
        [.status: .word(status), .artifact: .absent])
      story.append(draft)
      draft = story.event(
        .taskAccept, by: .builder, at: at(510), causes: [sure(story.steps[.workRequest])],
        [.attempt: .number(2)])
      story.append(draft)
    }
  }

  private static func secondReviewer(_ plan: inout Plan, asked: [String]) {
    plan.state(1) {
      $0.principals.append(Story.principal("second", .reviewer, [(.spare, [.law])]))
      $0.edges[Edge(from: id("second"), relation: .reviews, to: id("builder"))] = true
    }
    plan.event(.ask) { $0.values[.approvers] = .ids(asked.map { id($0) }) }
  }

  private static func answerTwice(_ plan: inout Plan, asking: Bool) {
    plan.finally { story in
      var question = sure(story.steps[.ask])
      if asking {
        let draft = story.event(
          .approvalRequest, by: .builder, at: at(490), causes: [sure(story.steps[.propose])],
          [
            .operation: .word("land"), .ref: .ref(Story.main), .base: .commit(story.base),
            .head: .commit(story.head), .approvers: .ids([id("reviewer")]),
            .expires: .time(at(1_000)),
          ])
        question = story.append(draft)
      }
      let draft = story.event(
        .approvalResponse, by: .reviewer, at: at(500), causes: [question],
        [.decision: .word("approved"), .head: .commit(story.head)])
      story.append(draft)
    }
  }

  private static func landers(_ plan: inout Plan, _ names: [String]) {
    plan.state(2) {
      $0.policies["main"] = BranchPolicy(
        approvals: 1, landers: names.map { id($0) }, ref: Story.main)
    }
  }
}
