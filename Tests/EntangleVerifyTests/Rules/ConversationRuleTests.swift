import EntangleModel
import Testing

@Suite struct ConversationRuleTests {
  @Test(arguments: Vector.conversations)
  func `a rule for conversations refuses its attack alone`(vector: Vector) { vector.check() }
}

extension Vector {
  static let conversations: [Vector] = [
    Vector(
      "A102", "a question unasked, along no edge",
      twin: { plan in talk(&plan) { $0.ask(.builder, "lead") } },
      attack: { plan in plan.finally { $0.ask(.builder, "lead") } }),
    Vector(
      "A102", "a connection asked for along no edge",
      twin: { plan in talk(&plan) { $0.connect(.builder, "lead") } },
      attack: { plan in talk(&plan) { $0.connect(.reviewer, "lead") } }),
    Vector(
      "W101", "a question about a task between others",
      twin: { plan in
        plan.finally { $0.ask(.builder, "lead", [sure($0.steps[.workRequest])]) }
      },
      attack: { plan in
        plan.finally { $0.ask(.reviewer, "lead", [sure($0.steps[.workRequest])]) }
      }),
    Vector(
      "W101", "a question to somebody else than who said it",
      twin: { plan in plan.finally { $0.ask(.lead, "builder", [sure($0.steps[.workAccept])]) } },
      attack: { plan in plan.finally { $0.ask(.lead, "reviewer", [sure($0.steps[.workAccept])]) } }
    ),
    Vector(
      "W101", "an answer by somebody who was not asked a question",
      twin: { plan in talk(&plan) { $0.answer(.lead, $0.ask(.builder, "lead")) } },
      attack: { plan in talk(&plan) { $0.answer(.reviewer, $0.ask(.builder, "lead")) } }),
    Vector(
      "W101", "a conversation ended by a stranger",
      twin: { plan in talk(&plan) { $0.close(.lead, $0.ask(.builder, "lead")) } },
      attack: { plan in talk(&plan) { $0.close(.reviewer, $0.ask(.builder, "lead")) } }),
    Vector(
      "W115", "a question answered twice",
      twin: { plan in talk(&plan) { $0.answer(.lead, $0.ask(.builder, "lead")) } },
      attack: { plan in
        talk(&plan) { story in
          let question = story.ask(.builder, "lead")
          story.answer(.lead, question)
          story.answer(.lead, question)
        }
      }),
    Vector(
      "W115", "one question more after the end of the conversation",
      twin: { plan in converse(&plan, questions: 2) },
      attack: { plan in
        talk(&plan) { story in
          let answer = story.answer(.lead, story.ask(.builder, "lead"))
          story.close(.builder, answer)
          story.ask(.builder, "lead", [answer])
        }
      }),
    Vector(
      "W115", "a conversation without end",
      twin: { plan in converse(&plan, questions: 20) },
      attack: { plan in converse(&plan, questions: 21) }),
    Vector(
      "W115", "a verdict turned round",
      twin: { plan in talk(&plan) { $0.decide(.lead, $0.connect(.builder, "lead")) } },
      attack: { plan in
        talk(&plan) { story in
          let request = story.connect(.builder, "lead")
          story.decide(.lead, request)
          story.decide(.lead, request)
        }
      }),
    Vector(
      "W115", "a question over a connection that is closed",
      twin: { plan in
        talk(&plan) { story in
          story.ask(.builder, "lead", [story.decide(.lead, story.connect(.builder, "lead"))])
        }
      },
      attack: { plan in
        talk(&plan) { story in
          let verdict = story.decide(.lead, story.connect(.builder, "lead"))
          story.close(.builder, verdict)
          story.ask(.builder, "lead", [verdict])
        }
      }),
    Vector(
      "W105", "a verdict after the request expired",
      twin: { plan in talk(&plan) { $0.decide(.lead, $0.connect(.builder, "lead", lasting: 10)) } },
      attack: { plan in
        talk(&plan) { $0.decide(.lead, $0.connect(.builder, "lead", lasting: 9)) }
      }),
    Vector(
      "W117", "an introduction of nobody",
      twin: { plan in talk(&plan) { $0.introduce("reviewer") } },
      attack: { plan in talk(&plan) { $0.introduce("nobody") } }),
    Vector(
      "W117", "an introduction of somebody to himself",
      twin: { plan in talk(&plan) { $0.introduce("reviewer") } },
      attack: { plan in talk(&plan) { $0.introduce("lead") } }),
    Vector(
      "W117", "an introduction to one used for another",
      twin: { plan in introduced(&plan, to: "reviewer") },
      attack: { plan in introduced(&plan, to: "builder") }),
  ]

  /// The builder may write to the lead.
  private static func talk(_ plan: inout Plan, _ act: @escaping @Sendable (inout Story) -> Void) {
    plan.state(1) {
      $0.edges[Edge(from: id("builder"), relation: .contacts, to: id("lead"))] = true
    }
    plan.finally(act)
  }

  private static func converse(_ plan: inout Plan, questions: Int) {
    talk(&plan) { story in
      var before: [ObjectReference] = []
      for _ in 0..<questions {
        before = [story.answer(.lead, story.ask(.builder, "lead", before))]
      }
    }
  }

  /// The builder introduces the reviewer to the lead, who asks somebody for a connection.
  private static func introduced(_ plan: inout Plan, to peer: String) {
    plan.state(1) {
      for name in ["builder", "reviewer"] {
        $0.edges[Edge(from: id("lead"), relation: .contacts, to: id(name))] = true
      }
    }
    talk(&plan) { story in
      let introduction = story.introduce("reviewer")
      story.connect(.lead, peer, [introduction])
    }
  }
}

extension Story {
  @discardableResult
  mutating func ask(
    _ signer: Signer, _ to: String, _ causes: [ObjectReference] = []
  ) -> ObjectReference {
    tell(.question, by: signer, causes, [.to: .id(id(to))], files: ["message"])
  }

  @discardableResult
  mutating func answer(_ signer: Signer, _ question: ObjectReference) -> ObjectReference {
    tell(.answer, by: signer, [question], files: ["message"])
  }

  mutating func close(_ signer: Signer, _ cause: ObjectReference) {
    tell(.close, by: signer, [cause])
  }

  @discardableResult
  mutating func connect(
    _ signer: Signer, _ to: String, _ causes: [ObjectReference] = [], lasting seconds: Int64 = 100
  ) -> ObjectReference {
    let time = sure(lanes.values.map(\.time).max()?.adding(seconds: 10 + seconds))
    return tell(
      .connectionRequest, by: signer, causes, [.to: .id(id(to)), .expires: .time(time)])
  }

  @discardableResult
  mutating func decide(_ signer: Signer, _ request: ObjectReference) -> ObjectReference {
    tell(.connectionVerdict, by: signer, [request], [.decision: .word("accepted")])
  }

  @discardableResult
  mutating func introduce(_ peer: String) -> ObjectReference {
    tell(.introduction, by: .builder, [], [.to: .id(id("lead")), .peer: .id(id(peer))])
  }
}
