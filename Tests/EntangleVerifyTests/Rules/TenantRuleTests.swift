import EntangleModel
import EntangleVerify
import Testing

@Suite struct TenantRuleTests {
  @Test(arguments: Vector.tenants) func `tenants are kept apart`(vector: Vector) { vector.check() }
}

extension Vector {
  private static let bridge = Bridge(from: id("acme"), to: id("umbrella"))

  /// Gives a principal another tenant.
  private static func move(_ name: String, in draft: inout StateDraft) {
    draft.replace(name) { old in
      Principal(
        id: old.id, kind: old.kind, keys: old.keys, person: old.person, tenant: id("umbrella"))
    }
  }

  /// The runner is of another tenant than the lead, who delegates to it, and there are bridges.
  private static func apart(
    _ bridges: [Bridge], _ edit: @escaping @Sendable (inout StateDraft) -> Void = { _ in }
  ) -> Change {
    { plan in
      plan.steps = [.request]
      plan.state(1) { draft in
        move("runner1", in: &draft)
        for bridge in bridges { draft.files[bridge.path] = Bridge.canonical }
        edit(&draft)
      }
      plan.state(2) { draft in
        for bridge in bridges { draft.files[bridge.path] = Bridge.canonical }
      }
    }
  }

  /// What an operator does alone with a principal or edge, of his own tenant or of another.
  private static func alone(
    _ name: String, _ role: Role, in law: @escaping Change = { _ in },
    _ edit: @escaping @Sendable (inout StateDraft) -> Void
  ) -> Vector {
    func plan(_ tenant: String) -> Change {
      { plan in
        plan.steps = [.workRequest]
        law(&plan)
        plan.state(1) { draft in
          var op = Principal(
            id: id("op"), kind: .operator,
            keys: Story.principal("op", .operator, [(.spare, [.law])]).keys, person: id("olga"),
            tenant: id(tenant))
          op.grant = RoleGrant(role: role, until: at(5_000))
          draft.principals.append(op)
        }
        plan.finally { story in story.decree(edit) }
      }
    }
    return Vector("T127", name, twin: plan("acme"), attack: plan("umbrella"))
  }

  /// The builder asks a service of another tenant, and there are bridges.
  private static func across(
    _ bridges: [Bridge], _ list: ServiceAccess.List?, decides: Bool = false
  ) -> Change {
    { plan in
      shop(&plan, ServiceAccess(list, decidesConnections: decides)) { $0.connect(.builder, "shop") }
      for version in [1, 2] {
        plan.state(version) { draft in
          if version == 1 { move("shop", in: &draft) }
          for bridge in bridges { draft.files[bridge.path] = Bridge.canonical }
        }
      }
    }
  }

  /// The access list of a service, which lets in everybody.
  private static let open: Change = { plan in
    shop(&plan, ServiceAccess(.open, decidesConnections: false))
  }

  static let tenants: [Vector] = [
    Vector("T136", "an edge into another tenant", twin: apart([bridge]), attack: apart([])),
    Vector(
      "T136", "a bridge the other way", twin: apart([bridge]),
      attack: apart([Bridge(from: bridge.to, to: bridge.from)])),
    Vector(
      "T136", "a bridge taken away under an edge", twin: apart([bridge]),
      attack: { plan in
        apart([bridge])(&plan)
        plan.state(2) { $0.files[bridge.path] = nil }
      }),
    Vector(
      "T136", "a bridge within one tenant", twin: apart([bridge]),
      attack: apart([bridge, Bridge(from: bridge.to, to: bridge.to)])),
    Vector(
      "T136", "an edge between tenants enabled",
      twin: { plan in
        apart([]) { draft in
          draft.edges[Edge(from: id("lead"), relation: .delegates, to: id("runner1"))] = false
        }(&plan)
        plan.steps = [.workRequest]
      }, attack: apart([])),
    Vector(
      "T105", "a bridge that says more", twin: apart([bridge]),
      attack: apart([bridge]) { draft in
        draft.files[bridge.path] = Array(
          "{\n  \"enabled\": true,\n  \"schema\": \"entangle/bridge@v1\"\n}\n".utf8)
      }),
    alone("a machine of another tenant suspended by an operator", .operator) {
      $0.set("builder", .suspended)
    },
    alone("a key of another tenant's machine frozen by an operator", .operator) {
      $0.end("builder", .builder, KeyRevocation(reason: .frozen, at: $0.issued))
    },
    alone("an edge of another tenant taken away by an operator", .operator) {
      $0.edges = $0.edges.filter { $0.key.relation == .reviews }
    },
    alone("a worker enrolled in another tenant by an operator", .admin) {
      $0.principals.append(Story.principal("carl", .worker, [(.other, [.law])]))
    },
    alone("an edge of another tenant made by an operator", .admin) {
      $0.edges[Edge(from: id("builder"), relation: .delegates, to: id("runner1"))] = true
    },
    alone("an access list of another tenant's service taken away", .operator, in: open) {
      $0.services = [:]
    },
    alone("an access list of another tenant's service narrowed", .admin, in: open) {
      $0.services[id("shop")] = ServiceAccess(.contacts, decidesConnections: false)
    },
    Vector(
      "W122", "a request into another tenant",
      twin: across([bridge], .open), attack: across([], .open)),
    Vector(
      "W122", "a request into another tenant, by who is on the list",
      twin: across([bridge], .allowlist([id("builder")])),
      attack: across([], .allowlist([id("builder")]))),
    Vector(
      "W122", "a request into another tenant, for the service to decide on",
      twin: across([bridge], nil, decides: true), attack: across([], nil, decides: true)),
    Vector(
      "W122", "a request against the bridge", twin: across([bridge], .open),
      attack: across([Bridge(from: bridge.to, to: bridge.from)], .open)),
    Vector(
      "T127", "a bridge by an operator alone",
      twin: { plan in
        plan.steps = [.workRequest]
        office(&plan, .owner)
        plan.finally { story in story.decree { $0.set("builder", .suspended) } }
      },
      attack: { plan in
        plan.steps = [.workRequest]
        office(&plan, .owner)
        plan.finally { story in
          story.decree { draft in
            draft.set("builder", .suspended)
            draft.files[bridge.path] = Bridge.canonical
          }
        }
      }),
  ]
}
