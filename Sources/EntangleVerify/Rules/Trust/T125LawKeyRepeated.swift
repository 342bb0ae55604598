internal import EntangleModel

/// In this version all but authorities must have at most one law key. Stops: two lanes of one principal
/// that say different things at once.
struct T125LawKeyRepeated: TrustRule {
  static let text = RuleText(
    "T125", "a principal has two law keys",
    rule: "In this version all but authorities must have at most one law key.",
    stops: "two lanes of one principal that say different things at once.",
    hint: "give the second machine a principal of its own")

  func findings(in context: TrustContext) -> [Finding] {
    (context.step?.state.principals.values.sorted { $0.id < $1.id } ?? []).filter { principal in
      principal.kind != .authority && principal.keys.filter { $0.uses.contains(.law) }.count > 1
    }.map { Self.broken("'\($0.id)'") }
  }
}
