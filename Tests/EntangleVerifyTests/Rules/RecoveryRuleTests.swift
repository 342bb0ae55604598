import EntangleModel
import EntangleVerify
import Testing

@Suite struct RecoveryRuleTests {
  @Test(arguments: Vector.recovery) func `the recovery set replaces authorities, no more`(
    vector: Vector
  ) { vector.check() }
}

extension Vector {
  private static let first = TestKey(61)
  private static let second = TestKey(62)
  private static let third = TestKey(63)
  private static let heir = Signer("heir", TestKey(64))

  static let recovery: [Vector] = [
    Vector(
      "T128", "an edge by the way", twin: { plan in replaced(&plan) { _ in } },
      attack: { plan in
        replaced(&plan) {
          $0.edges[Edge(from: id("lead"), relation: .delegates, to: id("reviewer"))] = true
        }
      }),
    Vector(
      "T128", "the recovery set lets a branch begin",
      twin: { plan in
        protectingUnbegun(&plan)
        replaced(&plan) { _ in }
      },
      attack: { plan in
        protectingUnbegun(&plan)
        replaced(&plan) { $0.baseline[RefName("refs/heads/dev")] = $0.baseline[Story.main] }
      }),
    Vector(
      "T129", "a fork decided by the recovery set", twin: { plan in replaced(&plan) { _ in } },
      attack: { plan in
        replaced(&plan) { $0.voids = [StateReference(version: 3, digest: .zero)] }
      }),
    Vector(
      "T110", "too few keys of the recovery set", also: ["T113"],
      twin: { plan in replaced(&plan) { $0.signers.removeFirst() } },
      attack: { plan in replaced(&plan) { $0.signers.removeFirst(2) } }),
    Vector("T110", "new authorities that have not signed") { plan in
      replaced(&plan) { $0.signers.removeLast() }
    },
    Vector(
      "T110", "a key for an authority that is suspended, which too few of the others have signed",
      twin: { plan in enriched(&plan, by: [.ada, .ben]) },
      attack: { plan in enriched(&plan, by: [.ada]) }),
    Vector("T112", "a stranger among the recovery set") { plan in
      replaced(&plan) { $0.signers.append(Signer("recovery", .other)) }
    },
    Vector("T114", "a recovery set named later") { plan in
      plan.state(2) { $0.recovery = RecoverySet(keys: [first.publicKey], threshold: 1) }
    },
    Vector(
      "T109", "half of the recovery set", twin: { plan in founded(&plan, threshold: 2) },
      attack: { plan in founded(&plan, threshold: 1) }),
    Vector(
      "T116", "a recovery key in use",
      twin: { plan in plan.state(1) { $0.principals.append(watcher(.spare)) } },
      attack: { plan in
        founded(&plan, threshold: 2)
        plan.state(1) { $0.principals.append(watcher(third)) }
      }),
    Vector(
      "T105", "a principal that calls itself the recovery set",
      twin: { plan in
        plan.state(1) {
          $0.principals.append(Story.principal("recover", .service, [(.spare, [.law])]))
        }
      },
      attack: { plan in
        plan.state(1) {
          $0.principals.append(Story.principal("recovery", .service, [(.spare, [.law])]))
        }
      }),
  ]

  /// A policy for a branch that has no beginning.
  private static func protectingUnbegun(_ plan: inout Plan) {
    plan.state(2) {
      $0.policies["dev"] = BranchPolicy(
        approvals: 1, landers: [id("lead")], ref: RefName("refs/heads/dev"))
    }
  }

  private static func watcher(_ key: TestKey) -> Principal {
    Story.principal("watcher", .service, [(key, [.law])])
  }

  /// A founding that names three keys.
  private static func founded(_ plan: inout Plan, threshold: Int64) {
    let keys = [first, second, third].map(\.publicKey)
    plan.state(1) { $0.recovery = RecoverySet(keys: keys, threshold: threshold) }
    plan.state(2) { $0.recovery = RecoverySet(keys: keys, threshold: threshold) }
  }

  /// All three, and some authorities, add a key to an authority that is suspended.
  private static func enriched(_ plan: inout Plan, by authorities: [Signer]) {
    founded(&plan, threshold: 2)
    plan.state(1) {
      $0.principals.append(Story.principal("cid", .authority, [(.other, [.law])]))
      $0.set("cid", .suspended)
    }
    plan.finally { story in
      story.cut { draft in
        draft.replace("cid") { cid in
          Principal(
            id: cid.id, kind: cid.kind,
            keys: cid.keys
              + [
                EnrolledKey(
                  publicKey: TestKey.spare.publicKey, uses: [.law], notBefore: at(0), notAfter: nil)
              ],
            person: cid.person, tenant: cid.tenant, status: cid.status)
        }
        draft.signers = [first, second, third].map { Signer("recovery", $0) } + authorities
      }
    }
  }

  /// All three replace both authorities by one heir.
  private static func replaced(
    _ plan: inout Plan, _ edit: @escaping @Sendable (inout StateDraft) -> Void
  ) {
    founded(&plan, threshold: 2)
    plan.finally { story in
      story.cut { draft in
        draft.principals.append(Story.principal("heir", .authority, [(heir.key, [.law])]))
        draft.set("ada", .retired)
        draft.set("ben", .retired)
        draft.threshold = 1
        draft.signers = [first, second, third].map { Signer("recovery", $0) } + [heir]
        draft.publisher = heir
        edit(&draft)
      }
    }
  }
}
