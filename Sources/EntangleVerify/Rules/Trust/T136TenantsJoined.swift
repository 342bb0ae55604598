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

  /// What helps where a bridge leads nowhere else.
  private static let loopHint = "leave it out: within one tenant edges need no bridge"

  func findings(in context: TrustContext) -> [Finding] {
    guard let state = context.step?.state else { return [] }
    let loops = state.bridges.filter { $0.from == $0.to }.sorted().map {
      Self.broken("a bridge from '\($0.from)' to itself").hinting(Self.loopHint)
    }
    return loops
      + state.edges.filter(\.value).keys.sorted().compactMap { edge in
        guard let from = state.principals[edge.from]?.tenant,
          let to = state.principals[edge.to]?.tenant, !state.joins(from, to: to)
        else { return nil }
        let found = Self.broken("'\(edge)': of '\(from)' to '\(to)'")
        // Who takes a bridge away does not want another.
        guard context.previous?.state.joins(from, to: to) ?? false else { return found }
        return found.hinting(
          "'entangle edge remove \(edge)' comes before that, or first in the same --draft")
      }
  }
}
