internal import EntangleModel

/// A push moves no more refs than the bound, each once. Stops: a push that keeps the server busy.
struct H105PushTooLarge: PushRule {
  static let text = RuleText(
    "H105", "too many refs in one push",
    rule: "A push moves no more refs than the bound, each once.",
    stops: "a push that keeps the server busy.",
    hint: "push fewer refs at a time")

  func findings(in context: PushContext) -> [Finding] {
    let names = Set(context.updates.map(\.name))
    if names.count < context.updates.count { return [Self.broken("a ref is named twice")] }
    guard names.count > context.limits.pushedRefs else { return [] }
    return [Self.broken("\(names.count), and \(context.limits.pushedRefs) are the most")]
  }
}
