import EntangleModel
import EntangleVerify
import Testing

@Suite struct RevocationRuleTests {
  @Test(arguments: Vector.revocation) func `a rule for what ends refuses its attack alone`(
    vector: Vector
  ) { vector.check() }

  @Test func `two lanes of one person may differ where neither has seen the other`() {
    var plan = Plan()
    plan.state(1) {
      $0.replace("lead") { _ in
        Story.principal("lead", .user, [(.lead, [.law]), (.spare, [.law])], person: "lee")
      }
      $0.edges[Edge(from: id("builder"), relation: .delegates, to: id("lead"))] = true
    }
    plan.finally { story in
      let request = story.append(
        story.event(
          .taskRequest, by: .builder, at: at(600),
          [.to: .id(id("lead")), .input: .commit(story.base)],
          files: ["brief": Array("Help.\n".utf8)]))
      for signer in [Signer.lead, Signer("lead", .spare)] {
        story.append(
          story.event(
            .taskAccept, by: signer, at: at(610), causes: [request], [.attempt: .number(1)]))
      }
    }
    let report = Story(plan).report()
    #expect(report.verdict == .verified, "\(report.findings)")
  }
}

extension Vector {
  static let revocation: [Vector] = [
    Vector(
      "T115", "a key swapped under an id",
      twin: { plan in plan.finally { $0.rotate("builder", .builder, to: .spare) } },
      attack: { plan in
        plan.finally { story in
          story.cut {
            $0.replace("builder") { _ in
              Story.principal(
                "builder", .worker, [(.spare, [.law]), (.builderCode, [.code])], person: "bo")
            }
          }
        }
      }),
    Vector(
      "T115", "a revocation taken back",
      twin: { plan in
        plan.finally { story in
          story.revoke("builder", .builder, .retired)
          story.revoke("builder", .builder, .frozen)
        }
      },
      attack: { plan in
        plan.finally { story in
          story.revoke("builder", .builder, .frozen)
          story.revoke("builder", .builder, .retired)
        }
      }),
    Vector(
      "T115", "somebody retired who comes back",
      twin: { plan in
        plan.finally { story in
          story.setStatus("builder", .suspended)
          story.setStatus("builder", .active)
        }
      },
      attack: { plan in
        plan.finally { story in
          story.setStatus("builder", .retired)
          story.setStatus("builder", .active)
        }
      }),
    Vector(
      "T125", "a machine's new key beside the old one",
      twin: { plan in plan.finally { $0.rotate("builder", .builder, to: .spare) } },
      attack: { plan in
        plan.finally { story in story.cut { $0.addKey("builder", .spare, from: $0.issued) } }
      }),
    Vector(
      "T126", "a retirement of the week after next",
      twin: { plan in plan.finally { $0.revoke("builder", .builder, .retired, in: 48 * 3_600) } },
      attack: { plan in
        plan.finally { $0.revoke("builder", .builder, .retired, in: 48 * 3_600 + 1) }
      }),
    Vector(
      "T126", "a key frozen tomorrow",
      twin: { plan in plan.finally { $0.revoke("builder", .builder, .frozen) } },
      attack: { plan in plan.finally { $0.revoke("builder", .builder, .frozen, in: 1) } }),
    Vector(
      "T126", "a key compromised after what nobody counted",
      twin: { plan in plan.finally { $0.revoke("lead", .lead, .compromised, after: 3) } },
      attack: { plan in plan.finally { $0.revoke("lead", .lead, .compromised, after: 4) } }),
    Vector(
      "T112", "a lapsed key that signs something else", also: ["T110", "T113"],
      twin: { plan in
        lapsedAda(&plan)
        plan.state(2) {
          $0.addKey("ada", .spare, from: at(20), isEndless: true)
          $0.signers = [.ada, .ben, Signer("ada", .spare)]
        }
      },
      attack: { plan in
        lapsedAda(&plan)
        plan.state(2) {
          $0.principals.append(Story.principal("carl", .service, [(.spare, [.law])]))
        }
      }),
    Vector(
      "T112", "an authority's revoked key", also: ["T110"],
      twin: { plan in
        newAda(&plan)
        plan.finally { story in
          story.cut {
            $0.signers = [Signer("ada", .spare), .ben]
            $0.publisher = .ben
          }
        }
      },
      attack: { plan in
        newAda(&plan)
        plan.finally { story in
          story.cut {
            $0.signers = [.ada, .ben]
            $0.publisher = .ben
          }
        }
      }),
    Vector(
      "T112", "an authority's retired key in the second of its end", also: ["T110"],
      twin: { plan in
        plan.finally { story in
          story.cut { retireAda(&$0, in: 1) }
          story.cut { $0.publisher = .ben }
        }
      },
      attack: { plan in
        plan.finally { story in
          story.cut { retireAda(&$0, in: 0) }
          story.cut { $0.publisher = .ben }
        }
      }),
    Vector(
      "T110", "an operator's retired key in the second of its end", also: ["T112", "T113"],
      twin: { plan in
        plan.finally { story in
          story.addOperator(.operator)
          story.cut { retireHal(&$0, in: 1) }
          story.cut { suspendBuilder(&$0) }
        }
      },
      attack: { plan in
        plan.finally { story in
          story.addOperator(.operator)
          story.cut { retireHal(&$0, in: 0) }
          story.cut { suspendBuilder(&$0) }
        }
      }),
    Vector(
      "K105", "a frozen key under an older state",
      twin: { plan in
        lateWork(&plan)
        plan.finally { $0.revoke("lead", .lead, .frozen) }
      },
      attack: { plan in
        plan.finally { $0.revoke("lead", .lead, .frozen) }
        lateWork(&plan)
      }),
    Vector(
      "K105", "a retired key after its end",
      twin: { plan in
        plan.finally { $0.revoke("lead", .lead, .retired, in: 500) }
        lateWork(&plan)
      },
      attack: { plan in
        plan.finally { $0.revoke("lead", .lead, .retired, in: 10) }
        lateWork(&plan)
      }),
    Vector(
      "A105", "somebody suspended who goes on",
      twin: { plan in
        plan.finally { story in
          story.setStatus("lead", .suspended)
          story.setStatus("lead", .active)
        }
        lateWork(&plan, under: 4)
      },
      attack: { plan in
        plan.finally { $0.setStatus("lead", .suspended) }
        lateWork(&plan)
      }),
    Vector(
      "A105", "a suspension waited out under an older state",
      twin: { plan in
        lateWork(&plan)
        plan.finally { story in
          story.setStatus("lead", .suspended)
          story.setStatus("lead", .active)
        }
      },
      attack: { plan in
        plan.finally { story in
          story.setStatus("lead", .suspended)
          story.setStatus("lead", .active)
        }
        lateWork(&plan)
      }),
    Vector(
      "K106", "what a thief may have signed", severity: .warning,
      twin: { plan in plan.finally { $0.revoke("lead", .lead, .compromised, after: 3) } },
      attack: { plan in plan.finally { $0.revoke("lead", .lead, .compromised, after: 2) } }),
    Vector(
      "C104", "an answer to what a thief may have asked", severity: .warning, also: ["K106"],
      twin: { plan in plan.finally { $0.revoke("builder", .builder, .compromised, after: 3) } },
      attack: { plan in plan.finally { $0.revoke("builder", .builder, .compromised, after: 2) } }),
    Vector(
      "W109", "landing on an approval that a thief may have given", also: ["K106"],
      twin: { plan in
        plan.before(.land) { $0.revoke("reviewer", .reviewer, .compromised, after: 1) }
      },
      attack: { plan in
        plan.before(.land) { $0.revoke("reviewer", .reviewer, .compromised, after: 0) }
      }),
    Vector(
      "W109", "landing on an approval of somebody suspended since",
      twin: { plan in plan.before(.land) { $0.revoke("reviewer", .reviewer, .retired) } },
      attack: { plan in plan.before(.land) { $0.setStatus("reviewer", .suspended) } }),
    Vector(
      "G103", "a commit with a key lost since",
      twin: { plan in plan.before(.land) { $0.revoke("builder", .builderCode, .retired, in: 900) }
      },
      attack: { plan in plan.before(.land) { $0.revoke("builder", .builderCode, .frozen) } }),
    Vector(
      "M102", "a manifest with a key that is revoked", also: ["R106"],
      twin: { plan in
        plan.before(.result) { $0.revoke("runner1", .runnerArtifact, .retired, in: 900) }
      },
      attack: { plan in plan.before(.result) { $0.revoke("runner1", .runnerArtifact, .frozen) } }),
    Vector(
      "W107", "a second answer with a new key",
      twin: { plan in
        plan.before(.answer) { $0.rotate("reviewer", .reviewer, to: .spare) }
        plan.event(.answer) { draft, story in
          draft = story.event(
            .approvalResponse, by: Signer("reviewer", .spare), at: draft.time,
            causes: draft.causes, draft.values)
        }
      },
      attack: { plan in
        plan.finally { story in
          story.rotate("reviewer", .reviewer, to: .spare)
          story.append(
            story.event(
              .approvalResponse, by: Signer("reviewer", .spare), at: at(600),
              causes: [sure(story.steps[.ask])],
              [.decision: .word("rejected"), .head: .commit(story.head)]))
        }
      }),
    Vector(
      "W102", "a task accepted again with a new key",
      twin: { plan in
        plan.finally { story in
          story.rotate("builder", .builder, to: .spare)
          story.append(
            story.event(
              .taskResult, by: Signer("builder", .spare), at: at(600),
              causes: [sure(story.steps[.workAccept])],
              [.status: .word("succeeded"), .artifact: .absent]))
        }
      },
      attack: { plan in
        plan.finally { story in
          story.rotate("builder", .builder, to: .spare)
          story.append(
            story.event(
              .taskAccept, by: Signer("builder", .spare), at: at(600),
              causes: [sure(story.steps[.workRequest])], [.attempt: .number(1)]))
        }
      }),
  ]

  /// Ada's key has ended before the second state is issued.
  private static func lapsedAda(_ plan: inout Plan) {
    plan.state(1) {
      $0.replace("ada") { _ in
        Story.principal("ada", .authority, [(.ada, [.law])], until: at(19))
      }
    }
  }

  /// Ada's key is retired so many seconds after the state that gives her another one.
  private static func retireAda(_ draft: inout StateDraft, in seconds: Int64) {
    draft.addKey("ada", .spare, from: draft.issued, isEndless: true)
    draft.end("ada", .ada, retired(draft, in: seconds))
    draft.signers = [.ada, .ben, Signer("ada", .spare)]
  }

  /// The same of an operator.
  private static func retireHal(_ draft: inout StateDraft, in seconds: Int64) {
    draft.addKey("hal", .other, from: draft.issued)
    draft.end("hal", .spare, retired(draft, in: seconds))
  }

  private static func suspendBuilder(_ draft: inout StateDraft) {
    draft.set("builder", .suspended)
    (draft.signers, draft.publisher) = ([.hal], .hal)
  }

  private static func retired(_ draft: StateDraft, in seconds: Int64) -> KeyRevocation {
    KeyRevocation(reason: .retired, at: sure(draft.issued.adding(seconds: seconds)))
  }

  /// The second state gives Ada a new key and freezes the old one; Ben publishes.
  private static func newAda(_ plan: inout Plan) {
    plan.state(2) {
      $0.addKey("ada", .spare, from: at(20), isEndless: true)
      $0.end("ada", .ada, KeyRevocation(reason: .frozen, at: at(20)))
      $0.signers = [.ada, .ben, Signer("ada", .spare)]
      $0.publisher = .ben
    }
  }

  /// The lead asks the builder for more, under an older state.
  private static func lateWork(_ plan: inout Plan, under version: Int = 2) {
    plan.finally { story in
      var draft = story.event(
        .taskRequest, by: .lead, at: at(500),
        [.to: .id(id("builder")), .input: .commit(story.base)],
        files: ["brief": Array("More.\n".utf8)])
      draft.trust = story.states[version - 1].name
      story.append(draft)
    }
  }
}

extension StateDraft {
  /// Enrols one more law key of a principal.
  mutating func addKey(
    _ name: String, _ key: TestKey, from: Timestamp, isEndless: Bool = false
  ) {
    replace(name) { principal in
      var principal = principal
      principal.keys.append(
        EnrolledKey(
          publicKey: key.publicKey, uses: [.law], notBefore: from,
          notAfter: isEndless ? nil : from.adding(seconds: 80 * day)))
      return principal
    }
  }

  /// Ends one of a principal's keys.
  mutating func end(_ name: String, _ key: TestKey, _ revocation: KeyRevocation) {
    replace(name) { principal in
      var principal = principal
      for index in principal.keys.indices
      where principal.keys[index].publicKey == key.publicKey {
        principal.keys[index].revocation = revocation
      }
      return principal
    }
  }
}

extension Story {
  /// Publishes a state that revokes a key, so many seconds from when it is issued.
  mutating func revoke(
    _ name: String, _ key: TestKey, _ reason: KeyRevocation.Reason, in seconds: Int64 = 0,
    after: Int64? = nil
  ) {
    cut {
      let end = sure($0.issued.adding(seconds: seconds))
      $0.end(name, key, KeyRevocation(reason: reason, at: end, after: after))
    }
  }

  /// Publishes a state that gives a principal a new law key and retires the old one.
  mutating func rotate(_ name: String, _ old: TestKey, to new: TestKey) {
    cut {
      $0.addKey(name, new, from: $0.issued)
      $0.end(name, old, KeyRevocation(reason: .retired, at: $0.issued))
    }
  }

  /// Publishes a state that suspends, retires or calls back a principal.
  mutating func setStatus(_ name: String, _ status: PrincipalStatus) {
    cut { $0.set(name, status) }
  }
}
