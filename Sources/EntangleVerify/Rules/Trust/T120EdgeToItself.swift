internal import EntangleModel

/// An edge must join two different principals. Stops: delegating to, or reviewing, oneself.
struct T120EdgeToItself: TrustRule {
  static let text = RuleText(
    "T120", "an edge leads to where it starts",
    rule: "An edge must join two different principals.",
    stops: "delegating to, or reviewing, oneself.",
    hint: "remove the edge")

  func findings(in context: TrustContext) -> [Finding] {
    (context.step?.state.edges.keys.sorted() ?? []).filter { $0.from == $0.to }.map {
      Self.broken("'\($0)'")
    }
  }
}
