internal import EntangleModel

/// No two policies may name the same ref. Stops: a strict policy with a lax one behind it.
struct T122PolicyRepeated: TrustRule {
  static let text = RuleText(
    "T122", "two policies protect one ref",
    rule: "No two policies may name the same ref.",
    stops: "a strict policy with a lax one behind it.",
    hint: "merge the policies")

  func findings(in context: TrustContext) -> [Finding] {
    (context.step?.state.repeated.refs ?? []).map { Self.broken("'\($0)'") }
  }
}
