internal import EntangleModel

/// A law or artifact key must be Ed25519 and have that one use, and a security key must not be an
/// artifact key. Stops: a rebase or a forwarded agent that mints an event; manifests that no standard tool checks.
struct T117KeyUsesMixed: TrustRule {
  static let text = RuleText(
    "T117", "a key has uses that do not go together",
    rule: "A law or artifact key must be Ed25519 and have that one use, and a security key must "
      + "not be an artifact key.",
    stops: "a rebase or a forwarded agent that mints an event; manifests that no standard tool "
      + "checks.",
    hint: "enrol one key for each use, of Ed25519 for all but code and transport")

  func findings(in context: TrustContext) -> [Finding] {
    (context.step?.state.principals.values.sorted { $0.id < $1.id } ?? []).flatMap { principal in
      principal.keys.filter { !$0.publicKey.mayHave($0.uses) }.map { key in
        Self.broken("'\(principal.id)' with the key \(key.publicKey)")
      }
    }
  }
}
