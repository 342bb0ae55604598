internal import EntangleModel

/// A push moves no more refs than the bound, each once, with names no longer than the bound. Stops: a push that keeps
/// the server busy, or has no room in a receipt.
struct H105PushTooLarge: PushRule {
  static let text = RuleText(
    "H105", "too many refs in one push",
    rule:
      "A push moves no more refs than the bound, each once, with names no longer than the bound.",
    stops: "a push that keeps the server busy, or has no room in a receipt.",
    hint: "push fewer refs at a time")

  func findings(in context: PushContext) -> [Finding] {
    let names = Set(context.updates.map(\.name))
    if names.count < context.updates.count { return [Self.broken("a ref is named twice")] }
    if names.count > context.limits.pushedRefs {
      return [Self.broken("\(names.count), and \(context.limits.pushedRefs) are the most")]
    }
    let bytes = names.reduce(0) { $0 + $1.bytes.count }
    guard bytes > context.limits.pushedNameBytes else { return [] }
    return [
      Self.broken("names of \(bytes) bytes, and \(context.limits.pushedNameBytes) are the most")
    ]
  }
}
