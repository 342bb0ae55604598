import EntangleModel
import EntangleVerify
import Testing

@Suite struct TrustRuleTests {
  @Test(arguments: Vector.trust) func `a trust rule refuses its attack alone`(vector: Vector) {
    vector.check()
  }
}

extension Vector {
  static let trust: [Vector] = [
    Vector("T101", "nobody says which root", severity: .undecided) { plan in
      plan.finally { $0.trustRoot = nil }
    },
    Vector("T102", "another founding") { plan in plan.finally { $0.trustRoot = .zero } },
    Vector("T103", "a header too many") { plan in
      plan.state(2) { $0.editPayload = { $0 = $0.replacing("\n\n", with: "\nencoding UTF-8\n\n") } }
    },
    Vector("T103", "two parents", also: ["T124"]) { plan in
      plan.state(2) { $0.parents += [sure($0.parents.first)] }
    },
    Vector("T103", "two signatures") { plan in
      plan.state(2) { $0.editContent = { $0 = splice([0x78, 0x0a], into: $0) } }
    },
    Vector("T104", "an executable") { plan in
      plan.state(2) {
        $0.editTree = { tree, _ in tree = tree.replacing("100644 rep", with: "100755 rep") }
      }
    },
    Vector("T104", "a submodule") { plan in
      plan.state(2) {
        $0.editTree = { tree, _ in tree = tree.replacing("100644 rep", with: "160000 rep") }
      }
    },
    Vector(
      "T105", "a member too many",
      twin: { plan in plan.state(2) { $0.files["edges/lead/reviews/builder.json"] = edge("") } },
      attack: { plan in
        plan.state(2) { $0.files["edges/lead/reviews/builder.json"] = edge(",\n  \"x\": 1") }
      }),
    Vector("T105", "a path that is no place") { plan in
      plan.state(2) { $0.files["README"] = Array("hello\n".utf8) }
    },
    Vector("T105", "a path that is not ASCII") { plan in
      plan.state(2) { $0.files["policies/e\u{301}.json"] = [0x0a] }
    },
    Vector("T105", "an object format that is not the repository's") { plan in
      plan.state(1) { $0.objectFormat = .sha256 }
      plan.state(2) { $0.objectFormat = .sha256 }
    },
    Vector(
      "T106", "a document changed after signing",
      twin: { plan in
        plan.state(2) {
          $0.edges[Edge(from: id("lead"), relation: .reviews, to: id("builder"))] = false
        }
      },
      attack: { plan in
        plan.state(2) {
          $0.editFiles = { files in
            let edge = Edge(from: id("lead"), relation: .reviews, to: id("builder"))
            files[edge.path] = Edge.canonical(isEnabled: true)
          }
        }
      }),
    Vector(
      "T107", "one id, two kinds",
      twin: { plan in
        plan.state(2) {
          $0.principals.append(Story.principal("lead2", .service, [(.spare, [.law])]))
        }
      },
      attack: { plan in
        plan.state(2) {
          $0.principals.append(Story.principal("lead", .service, [(.spare, [.law])]))
        }
      }),
    Vector("T108", "a version left out") { plan in plan.state(2) { $0.version = 3 } },
    Vector("T108", "another state before") { plan in plan.state(2) { $0.previous = .zero } },
    Vector("T108", "another repository", also: ["T124"]) { plan in
      plan.state(2) { $0.repository = .zero }
    },
    Vector(
      "T108", "issued before the state that it follows",
      twin: { plan in plan.state(2) { $0.issued = at(10) } },
      attack: { plan in plan.state(2) { $0.issued = at(9) } }),
    Vector("T108", "an older state pushed as new", also: ["T124"]) { plan in
      plan.state(2) { $0.version = 1 }
    },
    Vector(
      "T132", "a state of tomorrow", severity: .undecided,
      twin: { plan in plan.finally { $0.cut { $0.issued = at(100_120) } } },
      attack: { plan in plan.finally { $0.cut { $0.issued = at(100_121) } } }),
    Vector("T109", "half of the persons") { plan in plan.state(1) { $0.threshold = 1 } },
    Vector("T109", "a threshold of zero") { plan in plan.state(1) { $0.threshold = 0 } },
    Vector("T109", "more than there are", also: ["T110"]) { plan in
      plan.state(1) { $0.threshold = 3 }
    },
    Vector("T110", "a minority") { plan in plan.state(2) { $0.signers = [.ada] } },
    Vector(
      "T110", "one person counted twice",
      twin: { plan in
        secondBen(&plan)
        plan.state(2) { $0.signers = [.ada, Signer("ben2", .spare)] }
      },
      attack: { plan in
        secondBen(&plan)
        plan.state(2) { $0.signers = [.ben, Signer("ben2", .spare)] }
      }),
    Vector(
      "T110", "one authority's two keys counted twice",
      twin: { plan in
        adaWithTwoKeys(&plan)
        plan.state(2) { $0.signers = [Signer("ada", .spare), .ben] }
      },
      attack: { plan in
        adaWithTwoKeys(&plan)
        plan.state(2) { $0.signers = [.ada, Signer("ada", .spare)] }
      }),
    Vector(
      "T110", "new authorities that do not agree",
      twin: { plan in newAuthorities(&plan, [.ada, .ben, Signer("cyd", .spare)]) },
      attack: { plan in newAuthorities(&plan, [.ada, .ben]) }),
    Vector("T111", "a signature over something else", also: []) { plan in
      plan.state(2) {
        $0.editFiles = { files in
          files["signatures/\(Signer.ada.lane)"] = TestKey.ada.sign([1], in: .trust).armour
        }
      }
    },
    Vector("T111", "a signature of the namespace git") { plan in
      plan.state(2) {
        $0.editFiles = { files in
          files["signatures/\(Signer.ada.lane)"] =
            TestKey.ada.sign(sure(files["statement"]), in: .git).armour
        }
      }
    },
    Vector("T112", "a reviewer consents") { plan in
      plan.state(2) { $0.signers.append(.reviewer) }
    },
    Vector(
      "T112", "an authority's key after its window", also: ["T110", "T113"],
      twin: { plan in adaUntil(&plan, at(20)) }, attack: { plan in adaUntil(&plan, at(19)) }),
    Vector(
      "T113", "a user publishes", twin: { plan in plan.state(2) { $0.publisher = .ben } },
      attack: { plan in plan.state(2) { $0.publisher = .lead } }),
    Vector("T113", "a forged commit") { plan in
      plan.state(2) { $0.publisherKey = .other }
    },
    Vector("T114", "another nonce") { plan in plan.state(2) { $0.nonce = .zero } },
    Vector("T114", "a baseline moved later") { plan in plan.state(2) { $0.baseline = [:] } },
    Vector(
      "T115", "a principal of another person",
      twin: { plan in plan.state(2) { $0.principals.append(stranger([.law], .spare)) } },
      attack: { plan in
        plan.state(2) {
          $0.replace("reviewer") { _ in
            Story.principal("reviewer", .reviewer, [(.reviewer, [.law])], person: "bo")
          }
        }
      }),
    Vector(
      "T116", "one key under two principals",
      twin: { plan in plan.state(2) { $0.principals.append(stranger([.law], .spare)) } },
      attack: { plan in plan.state(2) { $0.principals.append(stranger([.law], .builder)) } }),
    Vector(
      "T117", "a key for events and code",
      twin: { plan in
        plan.state(2) { $0.principals.append(stranger([.code, .transport], .spare)) }
      },
      attack: { plan in plan.state(2) { $0.principals.append(stranger([.law, .code], .spare)) } }),
    Vector(
      "T118", "a key of more than ninety days",
      twin: { plan in carlUntil(&plan, at(90 * day)) },
      attack: { plan in carlUntil(&plan, at(90 * day + 1)) }),
    Vector(
      "T118", "a key that ends as it begins",
      twin: { plan in carlUntil(&plan, at(1)) }, attack: { plan in carlUntil(&plan, at(0)) }),
    Vector(
      "T119", "an edge to nobody",
      twin: { plan in
        plan.state(2) {
          $0.edges[Edge(from: id("lead"), relation: .delegates, to: id("reviewer"))] = true
        }
      },
      attack: { plan in
        plan.state(2) {
          $0.edges[Edge(from: id("lead"), relation: .delegates, to: id("nobody"))] = true
        }
      }),
    Vector("T119", "a lander who is nobody") { plan in
      plan.state(2) {
        $0.policies["dev"] = BranchPolicy(
          approvals: 1, landers: [id("nobody")], ref: RefName("refs/heads/dev"))
      }
    },
    Vector("T120", "delegating to oneself") { plan in
      plan.state(2) {
        $0.edges[Edge(from: id("lead"), relation: .delegates, to: id("lead"))] = true
      }
    },
    Vector("T121", "an additive state with a cut") { plan in
      plan.state(2) { $0.cuts = [Cut(lane: Signer.lead.lane, sequence: 1, digest: .zero)] }
    },
    Vector(
      "T121", "a cut of a lane that is nobody's", also: [],
      twin: { plan in plan.before(.land) { $0.takeAway() } },
      attack: { plan in
        plan.before(.land) { story in
          let lane = Signer("lead", .other).lane
          story.takeAway { $0.cuts += [Cut(lane: lane, sequence: 1, digest: .zero)] }
        }
      }),
    Vector(
      "T122", "a second policy",
      twin: { plan in secondPolicy(&plan, "refs/heads/dev") },
      attack: { plan in secondPolicy(&plan, "refs/heads/main") }),
    Vector("T123", "the law left out") { plan in
      plan.finally { $0.refs[EntangleRef.trustName] = nil }
    },
    Vector("T124", "another date") { plan in plan.state(2) { $0.time = at(21) } },
    Vector("T124", "another message") { plan in
      plan.state(2) { $0.message = Array("trust 2\n".utf8) }
    },
    Vector(
      "T125", "a second lane for one principal",
      twin: { plan in
        plan.state(2) {
          $0.principals.append(
            Story.principal("carl", .service, [(.spare, [.law]), (TestKey(60), [.artifact])]))
        }
      },
      attack: { plan in
        plan.state(2) {
          $0.principals.append(
            Story.principal("carl", .service, [(.spare, [.law]), (TestKey(60), [.law])]))
        }
      }),
  ]

  private static func edge(_ member: String) -> [UInt8] {
    let name = "enabled"
    return Array("{\n  \"\(name)\": true,\n  \"schema\": \"entangle/edge@v1\"\(member)\n}\n".utf8)
  }

  private static func stranger(_ uses: Set<KeyUse>, _ key: TestKey) -> Principal {
    Story.principal("carl", .service, [(key, uses)])
  }

  private static func secondBen(_ plan: inout Plan) {
    plan.state(1) {
      $0.principals.append(
        Story.principal("ben2", .authority, [(.spare, [.law])], person: "ben"))
    }
  }

  private static func adaWithTwoKeys(_ plan: inout Plan) {
    plan.state(1) {
      $0.replace("ada") { _ in
        Story.principal("ada", .authority, [(.ada, [.law]), (.spare, [.law])])
      }
    }
  }

  private static func newAuthorities(_ plan: inout Plan, _ signers: [Signer]) {
    plan.state(2) {
      $0.principals.append(Story.principal("cyd", .authority, [(.spare, [.law])]))
      $0.threshold = 3
      $0.signers = signers
    }
  }

  private static func adaUntil(_ plan: inout Plan, _ end: Timestamp) {
    plan.state(1) {
      $0.replace("ada") { _ in
        Story.principal("ada", .authority, [(.ada, [.law])], until: end)
      }
    }
  }

  private static func carlUntil(_ plan: inout Plan, _ end: Timestamp) {
    plan.state(2) {
      $0.principals.append(Story.principal("carl", .service, [(.spare, [.law])], until: end))
    }
  }

  private static func secondPolicy(_ plan: inout Plan, _ ref: String) {
    plan.state(2) {
      $0.policies["second"] = BranchPolicy(approvals: 1, landers: [id("lead")], ref: RefName(ref))
    }
  }
}
