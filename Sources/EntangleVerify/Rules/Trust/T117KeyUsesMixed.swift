internal import EntangleModel

/// A law or artifact key must have that one use. Stops: a rebase or a forwarded agent that mints
/// an event.
struct T117KeyUsesMixed: TrustRule {
  static let text = RuleText(
    "T117", "a key has uses that do not go together",
    rule: "A law or artifact key must have that one use.",
    stops: "a rebase or a forwarded agent that mints an event.",
    hint: "enrol one key for each use")

  func findings(in context: TrustContext) -> [Finding] {
    (context.step?.state.principals.values.sorted { $0.id < $1.id } ?? []).flatMap { principal in
      principal.keys.filter { !KeyUse.mayShareKey($0.uses) }.map { key in
        Self.broken("'\(principal.id)' with the key \(key.publicKey)")
      }
    }
  }
}
