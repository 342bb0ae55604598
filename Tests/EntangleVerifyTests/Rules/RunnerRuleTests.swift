import EntangleModel
import Testing

@Suite struct RunnerRuleTests {
  @Test(arguments: Vector.runners)
  func `a rule for runners refuses its attack alone`(vector: Vector) { vector.check() }
}

extension Vector {
  static let runners: [Vector] = [
    Vector(
      "A101", "a runner that assigns work to itself",
      twin: { plan in direct(&plan) { $0.offer() } },
      attack: { plan in
        direct(&plan) { story in
          story.tell(
            .assignmentOffer, by: .runner, [sure(story.steps[.request])],
            [.to: .id(id("runner1")), .expires: .time(at(5_000))])
        }
      }),
    Vector(
      "A102", "a runner directed along no edge",
      twin: { plan in direct(&plan) { $0.offer() } },
      attack: { plan in
        direct(&plan) { $0.offer() }
        plan.state(1) { $0.edges[Edge.directing] = nil }
      }),
    Vector(
      "A102", "a run started along no edge",
      twin: { plan in
        direct(&plan) { story in
          story.command(.runStart, by: .director, story.take(story.offer()))
        }
      },
      attack: { plan in
        direct(&plan) { story in
          story.command(.runStart, by: .idle, story.take(story.offer()))
        }
        plan.state(1) {
          $0.principals.append(Story.principal("idle", .operator, [(.spare, [.law])]))
        }
      }),
    Vector(
      "W101", "an assignment of a task that is not the runner's",
      twin: { plan in direct(&plan) { $0.offer() } },
      attack: { plan in direct(&plan) { $0.offer(of: sure($0.steps[.workRequest])) } }),
    Vector(
      "W101", "trust in one runner for the word of another",
      twin: { plan in direct(&plan) { $0.trust("runner1", $0.hello(1)) } },
      attack: { plan in
        direct(&plan) { $0.trust("builder", $0.hello(1)) }
        plan.state(1) {
          $0.edges[Edge(from: id("director"), relation: .operates, to: id("builder"))] = true
        }
      }),
    Vector(
      "W101", "a receipt for a command to another runner",
      twin: { plan in
        direct(&plan) { story in
          story.receipt(story.trust("runner1", story.hello(1)))
        }
      },
      attack: { plan in
        direct(&plan) { story in
          story.hello(1)
          story.receipt(story.trust("builder"))
        }
        plan.state(1) {
          $0.edges[Edge(from: id("director"), relation: .operates, to: id("builder"))] = true
        }
      }),
    Vector(
      "W101", "a finding about an assignment of others",
      twin: { plan in direct(&plan) { $0.find(by: .director, $0.take($0.offer())) } },
      attack: { plan in
        direct(&plan) { $0.find(by: .idle, $0.take($0.offer())) }
        plan.state(1) {
          $0.principals.append(Story.principal("idle", .operator, [(.spare, [.law])]))
        }
      }),
    Vector(
      "W105", "a lease accepted after its end",
      twin: { plan in direct(&plan) { $0.take($0.offer(lasting: 20)) } },
      attack: { plan in direct(&plan) { $0.take($0.offer(lasting: 19)) } }),
    Vector(
      "W115", "an assignment accepted twice",
      twin: { plan in direct(&plan) { $0.take($0.offer()) } },
      attack: { plan in
        direct(&plan) { story in
          let offer = story.offer()
          story.take(offer)
          story.tell(
            .assignmentAccepted, by: .runner, [offer], [.generation: .number(1)])
        }
      }),
    Vector(
      "W115", "a lease prolonged after it was taken back",
      twin: { plan in
        direct(&plan) { story in story.renew(story.take(story.offer())) }
      },
      attack: { plan in
        direct(&plan) { story in
          let offer = story.offer()
          let accepted = story.take(offer)
          story.command(.assignmentRevoke, by: .director, offer)
          story.renew(accepted)
        }
      }),
    Vector(
      "W116", "a heartbeat of an older generation",
      twin: { plan in
        direct(&plan) { story in
          story.hello(1)
          story.hello(2)
          story.beat(2)
        }
      },
      attack: { plan in
        direct(&plan) { story in
          story.hello(1)
          story.hello(2)
          story.beat(1)
        }
      }),
    Vector(
      "W116", "a heartbeat without a hello",
      twin: { plan in
        direct(&plan) { story in
          story.hello(1)
          story.beat(1)
        }
      },
      attack: { plan in direct(&plan) { $0.beat(1) } }),
    Vector(
      "W116", "a start that counts as the one before",
      twin: { plan in
        direct(&plan) { story in
          story.hello(1)
          story.hello(2)
        }
      },
      attack: { plan in
        direct(&plan) { story in
          story.hello(1)
          story.hello(1)
        }
      }),
  ]

  /// There is an operator who may direct the runner.
  private static func direct(
    _ plan: inout Plan, _ act: @escaping @Sendable (inout Story) -> Void
  ) {
    plan.state(1) {
      $0.principals.append(Story.principal("director", .operator, [(.other, [.law])]))
      $0.edges[Edge.directing] = true
    }
    plan.finally(act)
  }
}

extension Edge {
  static let directing = Edge(from: id("director"), relation: .operates, to: id("runner1"))
}

extension Signer {
  static let director = Signer("director", .other)
  static let idle = Signer("idle", .spare)
}

extension Story {
  @discardableResult
  mutating func hello(_ generation: Int64) -> ObjectReference {
    tell(
      .runnerHello, by: .runner, [], [.generation: .number(generation), .capacity: .number(1)])
  }

  mutating func beat(_ generation: Int64) {
    tell(.runnerHeartbeat, by: .runner, [], [.generation: .number(generation)])
  }

  @discardableResult
  mutating func trust(_ runner: String, _ hello: ObjectReference? = nil) -> ObjectReference {
    tell(
      .runnerTrust, by: .director, [hello].compactMap { $0 },
      [.to: .id(id(runner)), .decision: .word("trusted")])
  }

  mutating func receipt(_ command: ObjectReference) {
    tell(
      .runnerReceipt, by: .runner, [command],
      [.generation: .number(1), .outcome: .word("done")])
  }

  /// Offers the runner the lease of a task; between offer and accept there is a hello.
  @discardableResult
  mutating func offer(
    of task: ObjectReference? = nil, lasting seconds: Int64 = 100
  ) -> ObjectReference {
    let time = sure(lanes.values.map(\.time).max()?.adding(seconds: 10 + seconds))
    return tell(
      .assignmentOffer, by: .director, [task ?? sure(steps[.request])],
      [.to: .id(id("runner1")), .expires: .time(time)])
  }

  @discardableResult
  mutating func take(_ offer: ObjectReference) -> ObjectReference {
    hello(1)
    return tell(.assignmentAccepted, by: .runner, [offer], [.generation: .number(1)])
  }

  @discardableResult
  mutating func command(
    _ name: EventName, by signer: Signer, _ cause: ObjectReference
  ) -> ObjectReference {
    tell(name, by: signer, [cause])
  }

  mutating func renew(_ accepted: ObjectReference) {
    tell(.leaseRenew, by: .director, [accepted], [.expires: .time(at(9_000))])
  }

  mutating func find(by signer: Signer, _ accepted: ObjectReference) {
    tell(.recoveryFinding, by: signer, [accepted], [.reason: .word("lost")])
  }
}
