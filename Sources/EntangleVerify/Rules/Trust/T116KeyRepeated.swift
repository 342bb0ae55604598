internal import EntangleModel

/// A public key must stand once in a state. Stops: one key under two principals, or one person
/// counted as two.
struct T116KeyRepeated: TrustRule {
  static let text = RuleText(
    "T116", "a key stands twice",
    rule: "A public key must stand once in a state.",
    stops: "one key under two principals, or one person counted as two.",
    hint: "give each principal its own keys")

  func findings(in context: TrustContext) -> [Finding] {
    (context.step?.state.repeated.keys ?? []).map { Self.broken("\($0)") }
  }
}
