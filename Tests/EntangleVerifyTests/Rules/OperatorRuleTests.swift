import EntangleModel
import EntangleVerify
import Testing

@Suite struct OperatorRuleTests {
  @Test(arguments: Vector.operators) func `who is no authority changes only what he may`(
    vector: Vector
  ) { vector.check() }

  @Test(arguments: [Role.viewer, .operator, .admin, .owner])
  func `each role may do what those below it may, and no more`(role: Role) {
    for (least, edit) in Self.deeds {
      var plan = Plan()
      Vector.office(&plan, role)
      Vector.shop(&plan, ServiceAccess(.open, decidesConnections: true))
      plan.finally { story in
        story.setStatus("runner1", .suspended)
        story.decree(edit)
      }
      let report = Story(plan).report()
      let expected: Verdict = role >= least ? .verified : .refused
      #expect(report.verdict == expected, "\(role) \(least): \(report.findings)")
    }
  }

  /// What the least role is that may do each of these alone.
  private static let deeds: [(Role, @Sendable (inout StateDraft) -> Void)] = [
    (.operator, { $0.set("builder", .suspended) }),
    (.operator, { $0.end("builder", .builder, KeyRevocation(reason: .frozen, at: $0.issued)) }),
    (.operator, { $0.edges = $0.edges.filter { $0.key.relation == .reviews } }),
    (.operator, { draft in for edge in draft.edges.keys { draft.edges[edge] = false } }),
    (.admin, { $0.set("runner1", .active) }),
    (.admin, { $0.principals.append(Story.principal("carl", .worker, [(.other, [.law])])) }),
    (
      .admin,
      {
        $0.addKey("builder", .other, from: $0.issued)
        $0.end("builder", .builder, KeyRevocation(reason: .retired, at: $0.issued))
      }
    ),
    (
      .admin,
      { $0.edges[Edge(from: id("builder"), relation: .delegates, to: id("runner1"))] = true }
    ),
    (
      .admin,
      {
        $0.policies["main"] = BranchPolicy(approvals: 2, landers: [id("lead")], ref: Story.main)
      }
    ),
    (.operator, { $0.services = [:] }),
    (.admin, { $0.services[id("shop")] = ServiceAccess(.contacts, decidesConnections: false) }),
    (.owner, { $0.set("builder", .retired) }),
    (
      .owner,
      {
        $0.policies["dev"] = BranchPolicy(
          approvals: 1, landers: [id("lead")], ref: RefName("refs/heads/dev"))
      }
    ),
  ]
}

extension Vector {
  static let operators: [Vector] = [
    Vector("T110", "an operator who has not signed", also: ["T113"]) { plan in
      office(&plan, .owner)
      plan.finally { story in
        story.decree {
          $0.set("builder", .suspended)
          $0.signers = []
        }
      }
    },
    vector("a role that is over", until: 300) { $0.set("builder", .suspended) },
    vector(
      "loosening", twin: { $0.set("builder", .suspended) },
      attack: {
        $0.policies["main"] = BranchPolicy(
          approvals: 1, landers: [id("builder"), id("lead")], ref: Story.main)
      }),
    vector(
      "a branch that begins",
      twin: {
        $0.policies["dev"] = BranchPolicy(
          approvals: 1, landers: [id("lead")], ref: RefName("refs/heads/dev"))
      },
      attack: {
        $0.policies["dev"] = BranchPolicy(
          approvals: 1, landers: [id("lead")], ref: RefName("refs/heads/dev"))
        $0.baseline[RefName("refs/heads/dev")] = $0.baseline[Story.main]
      }),
    vector(
      "taking a policy away", twin: { $0.set("builder", .suspended) },
      attack: {
        $0.policies["main"] = nil
      }),
    vector(
      "a worker of one's own",
      twin: { $0.principals.append(Story.principal("carl", .worker, [(.other, [.law])])) },
      attack: {
        $0.principals.append(Story.principal("carl", .worker, [(.other, [.law])], person: "olga"))
      }),
    vector(
      "a reviewer",
      twin: { $0.principals.append(Story.principal("carl", .runner, [(.other, [.law])])) },
      attack: { $0.principals.append(Story.principal("carl", .reviewer, [(.other, [.law])])) }),
    vector(
      "an edge for approvals",
      twin: { $0.edges[Edge(from: id("builder"), relation: .delegates, to: id("runner1"))] = true },
      attack: { $0.edges[Edge(from: id("reviewer"), relation: .reviews, to: id("lead"))] = true }),
    vector(
      "a lane cut beside an edge that others share",
      twin: { draft in
        draft.edges[Edge(from: id("lead"), relation: .delegates, to: id("builder"))] = false
        draft.cuts = draft.cuts.filter { ["lead", "builder"].contains($0.lane.principal.text) }
      },
      attack: { draft in
        draft.edges[Edge(from: id("lead"), relation: .delegates, to: id("builder"))] = false
        draft.cuts = draft.cuts.filter { $0.lane.principal == id("reviewer") }
      }),
    Vector(
      "T127", "a lane cut beside a host that is believed no more",
      twin: { plan in forget(&plan, cutting: ["lead", "builder"]) },
      attack: { plan in forget(&plan, cutting: ["reviewer"]) }),
    vector(
      "a person's key",
      twin: { $0.end("builder", .builder, KeyRevocation(reason: .frozen, at: $0.issued)) },
      attack: { $0.end("lead", .lead, KeyRevocation(reason: .frozen, at: $0.issued)) }),
    vector(
      "a key called compromised",
      twin: { $0.end("builder", .builder, KeyRevocation(reason: .frozen, at: $0.issued)) },
      attack: {
        $0.end("builder", .builder, KeyRevocation(reason: .compromised, at: $0.issued, after: 0))
      }),
    vector(
      "a longer role for oneself", twin: { $0.set("builder", .suspended) },
      attack: {
        $0.replace("op") { principal in
          var principal = principal
          principal.grant = RoleGrant(role: .owner, until: at(80 * day))
          return principal
        }
      }),
    vector(
      "a smaller threshold", also: ["T109"], twin: { $0.set("builder", .suspended) },
      attack: {
        $0.threshold = 1
      }),
    vector(
      "an access list opened",
      twin: { $0.principals.append(Story.principal("shop", .service, [(.other, [.law])])) },
      attack: {
        $0.principals.append(Story.principal("shop", .service, [(.other, [.law])]))
        $0.services[id("shop")] = ServiceAccess(.contacts, decidesConnections: false)
      }),
    access(.open, to: .contacts, .contacts, to: .open),
    access(.open, to: .allowlist([id("lead")]), .contacts, to: .allowlist([id("lead")])),
    access(.contacts, to: nil, nil, to: .contacts),
    access(
      .allowlist([id("ada"), id("lead")]), to: .allowlist([id("lead")]), .allowlist([id("lead")]),
      to: .allowlist([id("ada"), id("lead")])),
    access(.open, decides: true, to: .open, .open, to: .open, decides: true),
    vector("nothing", twin: { $0.set("builder", .suspended) }, attack: { _ in }),
    vector(
      "keys put in another order", twin: { $0.set("builder", .suspended) },
      attack: { draft in
        draft.replace("builder") { principal in
          var principal = principal
          principal.keys.reverse()
          return principal
        }
      }),
    Vector(
      "T127", "somebody's lane cut by another",
      twin: { plan in freeze(&plan, "lead", .lead) },
      attack: { plan in freeze(&plan, "lead", .lead, cutting: ["lead", "builder"]) }),
    Vector(
      "T127", "somebody's key frozen by another",
      twin: { plan in freeze(&plan, "lead", .lead) },
      attack: { plan in freeze(&plan, "builder", .builder) }),
    Vector(
      "T127", "a policy that gets another name by the way",
      twin: { plan in freeze(&plan, "lead", .lead) },
      attack: { plan in
        freeze(&plan, "lead", .lead) { draft in
          draft.policies["other"] = draft.policies.removeValue(forKey: "main")
        }
      }),
    Vector(
      "T132", "a key that its holder freezes from tomorrow on", severity: .undecided,
      twin: { plan in freeze(&plan, "lead", .lead) { $0.issued = at(100_120) } },
      attack: { plan in freeze(&plan, "lead", .lead) { $0.issued = at(100_121) } }),
    powerless("of no role", nil),
    powerless("who only looks on, of another tenant", .viewer, of: "umbrella"),
    powerless("whose role is over", .owner, until: 100),
    powerless("of another tenant who owns his", .owner, of: "umbrella"),
    Vector(
      "K105", "a key that its holder froze, where somebody else was suspended before",
      twin: { plan in
        plan.finally { $0.setStatus("builder", .suspended) }
        freeze(&plan, "lead", .lead)
      },
      attack: { plan in
        plan.finally { $0.setStatus("builder", .suspended) }
        freeze(&plan, "lead", .lead)
        plan.finally { story in
          var draft = story.asking("runner1")
          draft.files["command.json"] = Story.command.canonical
          draft.trust = story.states[1].name
          story.append(draft)
        }
      }),
  ]

  /// The builder is suspended; then an operator freezes a key of its own, without cuts and with cuts of everybody's lanes.
  private static func powerless(
    _ name: String, _ role: Role?, until: Int64 = 5_000, of tenant: String = "acme"
  ) -> Vector {
    func told(cuts: Bool) -> Change {
      { plan in
        plan.state(1) { draft in
          let plain = Story.principal("op", .operator, [(.spare, [.law])], person: "olga")
          draft.principals.append(
            Principal(
              id: plain.id, kind: plain.kind, keys: plain.keys, person: plain.person,
              tenant: id(tenant), grant: role.map { RoleGrant(role: $0, until: at(until)) }))
        }
        plan.finally { story in
          story.setStatus("builder", .suspended)
          story.decree { draft in
            draft.end("op", .spare, KeyRevocation(reason: .frozen, at: draft.issued))
            draft.cuts = cuts ? draft.cuts.dropLast() : []
          }
        }
      }
    }
    return Vector(
      "T127", "lanes of others cut by an operator \(name)", twin: told(cuts: false),
      attack: told(cuts: true))
  }

  /// An operator of that role, with its person Olga, from the founding on.
  static func office(_ plan: inout Plan, _ role: Role, until: Int64 = 5_000) {
    plan.state(1) {
      var principal = Story.principal("op", .operator, [(.spare, [.law])], person: "olga")
      principal.grant = RoleGrant(role: role, until: at(until))
      $0.principals.append(principal)
    }
  }

  /// What an owner may and may not do.
  private static func vector(
    _ name: String, also: Set<String> = [], twin: @escaping @Sendable (inout StateDraft) -> Void,
    attack: @escaping @Sendable (inout StateDraft) -> Void
  ) -> Vector {
    Vector(
      "T127", name, also: also,
      twin: { plan in
        office(&plan, .owner)
        plan.finally { $0.decree(twin) }
      },
      attack: { plan in
        office(&plan, .owner)
        plan.finally { $0.decree(attack) }
      })
  }

  /// An admin narrows an access list, and opens one.
  private static func access(
    _ wide: ServiceAccess.List?, decides: Bool = false, to narrow: ServiceAccess.List?,
    _ before: ServiceAccess.List?, to open: ServiceAccess.List?, decides opened: Bool = false
  ) -> Vector {
    func change(
      _ old: ServiceAccess.List?, _ first: Bool, _ new: ServiceAccess.List?, _ second: Bool
    ) -> Change {
      { plan in
        // Who lets in nobody decides, since else there is no list.
        let decides = old == nil || new == nil
        office(&plan, .admin)
        shop(&plan, ServiceAccess(old, decidesConnections: decides || first))
        plan.finally { story in
          story.decree {
            $0.services[id("shop")] = ServiceAccess(new, decidesConnections: decides || second)
          }
        }
      }
    }
    return Vector(
      "T127", "access from \(before?.name ?? "none") to \(open?.name ?? "none")",
      twin: change(wide, decides, narrow, false), attack: change(before, false, open, opened))
  }

  /// The same deed within the role's time, which ends then, and after it.
  private static func vector(
    _ name: String, until: Int64, _ deed: @escaping @Sendable (inout StateDraft) -> Void
  ) -> Vector {
    func told(_ seconds: Int64) -> Change {
      { plan in
        office(&plan, .owner, until: until)
        plan.finally { story in
          story.decree {
            deed(&$0)
            $0.issued = at(seconds)
          }
        }
      }
    }
    return Vector("T127", name, twin: told(until), attack: told(until + 1))
  }

  /// An operator takes back a host that was believed, and an edge of two principals.
  private static func forget(_ plan: inout Plan, cutting names: [String]) {
    office(&plan, .owner)
    plan.state(1) { $0.peers["north"] = Story.foreign.asPeer }
    plan.finally { story in
      story.decree { draft in
        draft.peers = [:]
        draft.edges[Edge(from: id("lead"), relation: .delegates, to: id("builder"))] = false
        draft.cuts = draft.cuts.filter { names.contains($0.lane.principal.text) }
      }
    }
  }

  /// The lead freezes a key, alone.
  private static func freeze(
    _ plan: inout Plan, _ name: String, _ key: TestKey, cutting principals: [String] = ["lead"],
    _ edit: @escaping @Sendable (inout StateDraft) -> Void = { _ in }
  ) {
    plan.finally { story in
      story.cut {
        $0.cuts = $0.cuts.filter { principals.contains($0.lane.principal.text) }
        $0.end(name, key, KeyRevocation(reason: .frozen, at: $0.issued))
        ($0.signers, $0.publisher) = ([.lead], .lead)
        edit(&$0)
      }
    }
  }
}

extension StateDraft {
  /// Suspends, retires or calls back a principal.
  mutating func set(_ name: String, _ status: PrincipalStatus) {
    replace(name) { principal in
      var principal = principal
      principal.status = status
      return principal
    }
  }
}

extension Story {
  /// Publishes a state that the operator alone has made.
  mutating func decree(_ edit: (inout StateDraft) -> Void) {
    cut {
      ($0.signers, $0.publisher) = ([Signer("op", .spare)], Signer("op", .spare))
      edit(&$0)
    }
  }
}
