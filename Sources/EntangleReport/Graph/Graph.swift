public import EntangleModel

/// Who there is, who may do what to whom, and what protects the branches and services: of a trust state,
/// or as a document would make it.
public struct Graph: Sendable {
  public let principals: [PrincipalID: Principal]
  /// Whether each edge is enabled.
  public let edges: [Edge: Bool]
  /// Policies by name; unlike in a judged trust state, two may name the same ref.
  public let policies: [PrincipalID: BranchPolicy]
  /// The access lists of services; nil for a document that does not speak of them.
  public let services: [PrincipalID: ServiceAccess]?
  /// The trust state that it is of; nil for a document, which says nothing of all else that is law.
  public let law: TrustState?

  /// The graph of a trust state.
  public init(_ state: TrustState) {
    principals = state.principals
    edges = state.edges
    services = state.services
    law = state
    var policies: [PrincipalID: BranchPolicy] = [:]
    for (path, content) in state.files {
      guard case .policy(let name)? = try? TrustPath(path) else { continue }
      policies[name] = try? BranchPolicy(canonical: content)
    }
    self.policies = policies
  }

  /// The edges, policies and access lists of a document among principals that are enrolled.
  public init(_ document: GraphDocument, among principals: [PrincipalID: Principal]) {
    self.principals = principals
    edges = document.edges
    policies = document.policies
    services = document.services
    law = nil
  }

  /// The principals sorted by kind, as `PrincipalKind` lists them, then by id.
  public var sortedPrincipals: [Principal] {
    PrincipalKind.allCases.flatMap { kind in
      principals.values.filter { $0.kind == kind }.sorted { $0.id < $1.id }
    }
  }

  /// The edges sorted by relation, as `Relation` lists them, then by from and to.
  public var sortedEdges: [(edge: Edge, isEnabled: Bool)] {
    Relation.allCases.flatMap { relation in
      edges.filter { $0.key.relation == relation }.map { (edge: $0.key, isEnabled: $0.value) }
        .sorted { ($0.edge.from, $0.edge.to) < ($1.edge.from, $1.edge.to) }
    }
  }

  /// The policies sorted by ref, then by name.
  public var sortedPolicies: [(name: PrincipalID, policy: BranchPolicy)] {
    policies.map { (name: $0.key, policy: $0.value) }
      .sorted { ($0.policy.ref, $0.name) < ($1.policy.ref, $1.name) }
  }

  /// The access lists sorted by service.
  public var sortedServices: [(name: PrincipalID, access: ServiceAccess)] {
    (services ?? [:]).map { (name: $0.key, access: $0.value) }.sorted { $0.name < $1.name }
  }

  /// Everybody who is enrolled or named by an edge, policy or access list, sorted.
  public var names: [PrincipalID] {
    let ends = edges.keys.flatMap { [$0.from, $0.to] }
    return Set(principals.keys).union(ends).union(policies.values.flatMap(\.landers))
      .union(sortedServices.flatMap { [$0.name] + $0.access.allowed }).sorted()
  }
}
