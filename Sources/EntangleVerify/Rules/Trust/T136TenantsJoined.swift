internal import EntangleModel

/// An enabled edge joins principals of one tenant, or of two between which the law has a bridge that way; a bridge
/// leads to another tenant. Stops: work and words that pass between tenants through a mistyped id, or by the will of an
/// operator.
struct T136TenantsJoined: TrustRule {
  static let text = RuleText(
    "T136", "an edge between tenants",
    rule:
      "An enabled edge joins principals of one tenant, or of two between which the law has a bridge that "
      + "way; a bridge leads to another tenant.",
    stops:
      "work and words that pass between tenants through a mistyped id, or by the will of an operator.",
    hint: "'entangle tenant bridge <from> <to>' where that is meant")

  func findings(in context: TrustContext) -> [Finding] {
    guard let state = context.step?.state else { return [] }
    let loops = state.bridges.filter { $0.from == $0.to }.sorted()
    let joined = state.edges.filter(\.value).keys.sorted().filter { edge in
      guard let from = state.principals[edge.from]?.tenant,
        let to = state.principals[edge.to]?.tenant
      else { return false }
      return !state.joins(from, to: to)
    }
    return loops.map { Self.broken("a bridge from '\($0.from)' to itself") }
      + joined.map { edge in
        let tenants = [edge.from, edge.to].map { state.principals[$0]?.tenant.text ?? "" }
        return Self.broken("'\(edge)': of '\(tenants[0])' to '\(tenants[1])'")
      }
  }
}
