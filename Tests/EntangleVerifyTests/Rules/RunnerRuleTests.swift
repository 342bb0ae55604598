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
            .assignmentOffer, by: .runner, [sure(story.steps[.request]), story.trust("runner1")],
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
      twin: { plan in direct(&plan) { $0.trust("runner1", for: $0.hello(1)) } },
      attack: { plan in
        direct(&plan) { $0.trust("builder", for: $0.hello(1)) }
        plan.state(1) {
          $0.edges[Edge(from: id("director"), relation: .operates, to: id("builder"))] = true
        }
      }),
    Vector(
      "W101", "a receipt for a command to another runner",
      twin: { plan in
        direct(&plan) { story in
          story.receipt(story.trust("runner1", for: story.hello(1)))
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
      "A101", "a runner that hands its task on",
      attack: { plan in
        plan.before(.result) { story in
          story.tell(
            .taskHandoff, by: .runner, [sure(story.steps[.accept])], [.to: .id(id("builder"))])
        }
      }),
    Vector(
      "C102", "an offer without trust in the runner",
      twin: { plan in direct(&plan) { $0.offer() } },
      attack: { plan in
        direct(&plan) { story in
          story.tell(
            .assignmentOffer, by: .director,
            [sure(story.steps[.request]), sure(story.steps[.workRequest])],
            [.to: .id(id("runner1")), .expires: .time(at(5_000))])
        }
      }),
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
      "W120", "an offer that rests on distrust",
      twin: { plan in direct(&plan) { $0.offer() } },
      attack: { plan in
        direct(&plan) { story in story.offer(on: story.trust("runner1", "distrusted")) }
      }),
    Vector(
      "W120", "an offer to a runner that is trusted no more",
      twin: { plan in
        direct(&plan) { story in
          story.trust("runner1", "distrusted")
          story.offer()
        }
      },
      attack: { plan in
        direct(&plan) { story in
          let trust = story.trust("runner1")
          story.trust("runner1", "distrusted")
          story.offer(on: trust)
        }
      }),
    Vector(
      "W120", "a run started on a runner that is trusted no more",
      twin: { plan in
        direct(&plan) { story in
          let accepted = story.take(story.offer())
          story.command(.runStart, by: .director, accepted)
          story.trust("runner1", "distrusted")
        }
      },
      attack: { plan in
        direct(&plan) { story in
          let accepted = story.take(story.offer())
          story.trust("runner1", "distrusted")
          story.command(.runStart, by: .director, accepted)
        }
      }),
    Vector(
      "W120", "an assignment accepted by a runner that knows it is distrusted",
      twin: { plan in
        direct(&plan) { story in
          let offer = story.offer()
          story.trust("runner1", "distrusted")
          story.take(offer)
        }
      },
      attack: { plan in
        direct(&plan) { story in
          let offer = story.offer()
          story.hello(1)
          story.receipt(story.trust("runner1", "distrusted"))
          story.tell(.assignmentAccepted, by: .runner, [offer], [.generation: .number(1)])
        }
      }),
    Vector(
      "W120", "an offer against another's distrust that the signer knows",
      twin: { plan in
        idle(&plan)
        direct(&plan) { story in
          story.doubt()
          story.offer()
        }
      },
      attack: { plan in
        idle(&plan)
        direct(&plan) { story in
          let other = story.doubt()
          story.command(.assignmentRevoke, by: .director, other)
          story.offer()
        }
      }),
    Vector(
      "W121", "a run started after the lease",
      twin: { plan in
        direct(&plan) { story in
          story.command(.runStart, by: .director, story.take(story.offer(lasting: 30)))
        }
      },
      attack: { plan in
        direct(&plan) { story in
          story.command(.runStart, by: .director, story.take(story.offer(lasting: 29)))
        }
      }),
    Vector(
      "W121", "a lease renewed after its end",
      twin: { plan in direct(&plan) { $0.renew($0.take($0.offer(lasting: 30))) } },
      attack: { plan in direct(&plan) { $0.renew($0.take($0.offer(lasting: 29))) } }),
    Vector(
      "W121", "a renewed lease that ends no later",
      twin: { plan in direct(&plan) { $0.renew($0.take($0.offer()), until: 9_000) } },
      attack: { plan in direct(&plan) { $0.renew($0.take($0.offer()), until: 300) } }),
    Vector(
      "W121", "a run restarted after a renewed lease",
      twin: { plan in
        direct(&plan) { story in
          let accepted = story.take(story.offer(lasting: 30))
          story.renew(accepted)
          story.restart(accepted, as: 2)
        }
      },
      attack: { plan in
        direct(&plan) { story in
          let accepted = story.take(story.offer(lasting: 30))
          story.beat(1)
          story.restart(accepted, as: 2)
        }
      }),
    Vector(
      "W116", "a restart as the generation that is running",
      twin: { plan in direct(&plan) { $0.restart($0.take($0.offer()), as: 2) } },
      attack: { plan in direct(&plan) { $0.restart($0.take($0.offer()), as: 1) } }),
    Vector(
      "W116", "a ghost that has given its receipt for a restart",
      twin: { plan in
        direct(&plan) { story in
          story.receipt(story.restart(story.take(story.offer()), as: 2))
          story.hello(2)
          story.beat(2)
        }
      },
      attack: { plan in
        direct(&plan) { story in
          story.receipt(story.restart(story.take(story.offer()), as: 2))
          story.beat(1)
        }
      }),
    Vector(
      "W116", "a new key that begins to count anew",
      twin: { plan in
        direct(&plan) { story in
          story.hello(1)
          story.rotate("runner1", .runner, to: .spare)
          story.hello(2, by: Signer("runner1", .spare))
        }
      },
      attack: { plan in
        direct(&plan) { story in
          story.hello(1)
          story.rotate("runner1", .runner, to: .spare)
          story.hello(1, by: Signer("runner1", .spare))
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

  /// There is a second operator, who may direct the runner and the builder; the first may, too.
  private static func idle(_ plan: inout Plan) {
    plan.state(1) {
      $0.principals.append(Story.principal("idle", .operator, [(.spare, [.law])]))
      for (from, to) in [("idle", "runner1"), ("idle", "builder"), ("director", "builder")] {
        $0.edges[Edge(from: id(from), relation: .operates, to: id(to))] = true
      }
    }
  }

  /// There is an operator who may direct the runner.
  static func direct(
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
  mutating func hello(_ generation: Int64, by signer: Signer = .runner) -> ObjectReference {
    tell(
      .runnerHello, by: signer, [], [.generation: .number(generation), .capacity: .number(1)])
  }

  mutating func beat(_ generation: Int64) {
    tell(.runnerHeartbeat, by: .runner, [], [.generation: .number(generation)])
  }

  @discardableResult
  mutating func trust(
    _ runner: String, _ word: String = "trusted", for hello: ObjectReference? = nil,
    by signer: Signer = .director
  ) -> ObjectReference {
    tell(
      .runnerTrust, by: signer, [hello].compactMap { $0 },
      [.to: .id(id(runner)), .decision: .word(word)])
  }

  /// The second operator trusts the runner no more, and offers the builder something.
  @discardableResult
  fileprivate mutating func doubt() -> ObjectReference {
    trust("runner1", "distrusted", by: .idle)
    let trusted = trust("builder", by: .idle)
    return tell(
      .assignmentOffer, by: .idle, [sure(steps[.workRequest]), trusted],
      [.to: .id(id("builder")), .expires: .time(at(5_000))])
  }

  @discardableResult
  mutating func restart(_ accepted: ObjectReference, as generation: Int64) -> ObjectReference {
    tell(.runRestart, by: .director, [accepted], [.generation: .number(generation)])
  }

  mutating func receipt(_ command: ObjectReference) {
    tell(
      .runnerReceipt, by: .runner, [command],
      [.generation: .number(1), .outcome: .word("done")])
  }

  /// Offers the runner, which it trusts first, the lease of a task; between offer and accept there is
  /// a hello.
  @discardableResult
  mutating func offer(
    of task: ObjectReference? = nil, lasting seconds: Int64 = 100, on trust: ObjectReference? = nil,
    by signer: Signer = .director
  ) -> ObjectReference {
    let trust = trust ?? self.trust("runner1", by: signer)
    let time = sure(lanes.values.map(\.time).max()?.adding(seconds: 10 + seconds))
    return tell(
      .assignmentOffer, by: signer, [task ?? sure(steps[.request]), trust],
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

  mutating func renew(_ accepted: ObjectReference, until seconds: Int64 = 9_000) {
    tell(.leaseRenew, by: .director, [accepted], [.expires: .time(at(seconds))])
  }

  mutating func find(by signer: Signer, _ accepted: ObjectReference) {
    tell(.recoveryFinding, by: signer, [accepted], [.reason: .word("lost")])
  }
}
