internal import EntangleModel

/// Both ends of an edge, all landers of a policy and all whom an access list names must be principals of the
/// state. Stops: rights laid out for somebody who comes later.
struct T119PrincipalUnknown: TrustRule {
  static let text = RuleText(
    "T119", "an edge, policy or access list names nobody",
    rule: "Both ends of an edge, all landers of a policy and all whom an access list names must be "
      + "principals of the state.",
    stops: "rights laid out for somebody who comes later.",
    hint: "add the principal first")

  func findings(in context: TrustContext) -> [Finding] {
    guard let state = context.step?.state else { return [] }
    let ends = state.edges.keys.sorted().flatMap { edge in
      [edge.from, edge.to].filter { state.principals[$0] == nil }.map { ("edge '\(edge)'", $0) }
    }
    let landers = state.policies.values.sorted { $0.ref < $1.ref }.flatMap { policy in
      policy.landers.filter { state.principals[$0] == nil }.map {
        ("policy of '\(policy.ref)'", $0)
      }
    }
    let allowed = state.services.sorted { $0.key < $1.key }.flatMap { service, access in
      access.allowed.filter { state.principals[$0] == nil }.map {
        ("access list of '\(service)'", $0)
      }
    }
    return (ends + landers + allowed).map { Self.broken("\($0.0) names '\($0.1)'") }
  }
}
