import EntangleModel
import EntangleVerify
import Testing

@Suite struct RenewalRuleTests {
  @Test(arguments: Vector.renewals) func `a rule for what is renewed refuses its attack alone`(
    vector: Vector
  ) { vector.check() }

  @Test func `what is cleared stays told of`() throws {
    var plan = Plan()
    plan.finally { story in
      story.steal("reviewer", .reviewer, after: 0, newKey: .spare)
      story.renew(.answer, by: Signer("reviewer", .spare))
    }
    let story = Story(plan)
    let judgement = try #require(story.report().judgement)
    let answer = sure(story.steps[.answer]).id
    #expect(!judgement.isTainted(answer))
    #expect(judgement.state.renewals(of: answer).count == 1)
  }
}

extension Signer {
  fileprivate static let newReviewer = Signer("reviewer", .spare)
  fileprivate static let boss = Signer("boss", .other)
}

extension Vector {
  static let renewals: [Vector] = [
    Vector(
      "K106", "a tainted approval that nobody stands by", severity: .warning, also: ["C104"],
      twin: { plan in
        plan.finally { story in
          story.steal("reviewer", .reviewer, after: 0, newKey: .spare)
          story.renew(.answer, by: .newReviewer)
        }
      },
      attack: { plan in
        plan.finally { $0.steal("reviewer", .reviewer, after: 0, newKey: .spare) }
      }),
    Vector(
      "K106", "a tainted landing that nobody approves again", severity: .warning,
      twin: { plan in
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .reviewer)
        }
      },
      attack: { plan in plan.finally { $0.steal("lead", .lead, after: 2) } }),
    Vector(
      "K106", "a tainted landing that too few approve again", severity: .warning,
      twin: { plan in
        boss(&plan)
        plan.finally { story in
          story.steal("lead", .lead, after: 2, approvals: 2)
          story.renew(.land, by: .reviewer)
          story.renew(.land, by: .boss)
        }
      },
      attack: { plan in
        boss(&plan)
        plan.finally { story in
          story.steal("lead", .lead, after: 2, approvals: 2)
          story.renew(.land, by: .reviewer)
          story.renew(.land, by: .reviewer)
        }
      }),
    Vector(
      "K106", "a renewal that a thief may have signed", severity: .warning,
      twin: { plan in
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .reviewer)
          story.steal("reviewer", .reviewer, after: 2)
        }
      },
      attack: { plan in
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .reviewer)
          story.steal("reviewer", .reviewer, after: 1)
        }
      }),
    Vector(
      "C104", "what a cleared landing did not clear", severity: .warning, also: ["K106"],
      twin: { plan in
        plan.finally { story in
          story.steal("lead", .lead, after: 1, newKey: .spare)
          story.renew(.land, by: .reviewer)
          story.renew(.workRequest, by: Signer("lead", .spare))
        }
      },
      attack: { plan in
        plan.finally { story in
          story.steal("lead", .lead, after: 1, newKey: .spare)
          story.renew(.land, by: .reviewer)
        }
      }),
    Vector(
      "C104", "a renewal older than another theft", severity: .warning, also: ["K106"],
      twin: { plan in
        boss(&plan)
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .boss)
          story.steal("reviewer", .reviewer, after: 1)
        }
      },
      attack: { plan in
        boss(&plan)
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .boss)
          story.steal("reviewer", .reviewer, after: 0)
        }
      }),
    Vector(
      "W119", "an approval renewed before anything was stolen",
      twin: { plan in
        plan.finally { story in
          story.steal("reviewer", .reviewer, after: 0, newKey: .spare)
          story.renew(.answer, by: .newReviewer)
        }
      },
      attack: { plan in plan.finally { $0.renew(.answer, by: .reviewer) } }),
    Vector(
      "W119", "a landing approved again under the state before", also: ["K106"],
      twin: { plan in
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .reviewer)
        }
      },
      attack: { plan in
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .reviewer, late: true)
        }
      }),
    Vector(
      "W101", "somebody standing by what another said", also: ["K106", "C104"],
      twin: { plan in
        plan.finally { story in
          story.steal("reviewer", .reviewer, after: 0, newKey: .spare)
          story.renew(.answer, by: .newReviewer)
        }
      },
      attack: { plan in
        plan.finally { story in
          story.steal("reviewer", .reviewer, after: 0, newKey: .spare)
          story.renew(.answer, by: .builder)
        }
      }),
    Vector(
      "C102", "a landing stood by without those who approve", also: ["K106"],
      twin: { plan in
        plan.finally { story in
          story.steal("lead", .lead, after: 2, newKey: .spare)
          story.renew(.land, by: .reviewer)
        }
      },
      attack: { plan in
        plan.finally { story in
          story.steal("lead", .lead, after: 2, newKey: .spare)
          story.tell(.eventRenew, by: Signer("lead", .spare), [sure(story.steps[.land])])
        }
      }),
    Vector(
      "A102", "a landing approved again by anybody", also: ["K106"],
      twin: { plan in
        boss(&plan)
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .boss)
        }
      },
      attack: { plan in
        boss(&plan, reviews: "reviewer")
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .boss)
        }
      }),
    Vector(
      "W104", "a landing approved again by the lander's person", also: ["K106"],
      twin: { plan in
        boss(&plan)
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .boss)
        }
      },
      attack: { plan in
        boss(&plan, person: "lee")
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .boss)
        }
      }),
    Vector(
      "W104", "a landing approved again by the author's person", also: ["K106"],
      twin: { plan in
        boss(&plan)
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .boss)
        }
      },
      attack: { plan in
        boss(&plan, person: "bo")
        plan.finally { story in
          story.steal("lead", .lead, after: 2)
          story.renew(.land, by: .boss)
        }
      }),
  ]

  /// There is a second one who may judge what the builder proposes.
  private static func boss(
    _ plan: inout Plan, person: String = "bea", reviews: String = "builder"
  ) {
    plan.state(1) {
      $0.principals.append(
        Story.principal("boss", .supervisor, [(.other, [.law])], person: person))
      $0.edges[Edge(from: id("boss"), relation: .reviews, to: id(reviews))] = true
    }
  }
}

extension Story {
  /// Publishes a state that calls a key compromised after an event of its lane, and perhaps gives its
  /// principal a new one or has the branch need more approvals.
  fileprivate mutating func steal(
    _ name: String, _ key: TestKey, after: Int64, newKey: TestKey? = nil, approvals: Int64 = 1
  ) {
    cut { draft in
      draft.end(
        name, key, KeyRevocation(reason: .compromised, at: draft.issued, after: after))
      if let newKey { draft.addKey(name, newKey, from: draft.issued) }
      draft.policies["main"] = BranchPolicy(
        approvals: approvals, landers: [id("lead")], ref: Story.main)
    }
  }

  /// Stands by an event, or approves a landing again; late under the state before the newest.
  fileprivate mutating func renew(_ step: Step, by signer: Signer, late: Bool = false) {
    var draft = event(
      step == .land ? .approvalRenew : .eventRenew, by: signer,
      at: sure(lanes.values.map(\.time).max()?.adding(seconds: 10)), causes: [sure(steps[step])],
      [:])
    if late { draft.trust = states[states.count - 2].name }
    append(draft)
  }
}
