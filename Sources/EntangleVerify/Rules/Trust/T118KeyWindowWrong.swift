internal import EntangleModel

/// A key must end after it begins, and for all but authorities end within 90 days. Stops: keys
/// that never lapse.
struct T118KeyWindowWrong: TrustRule {
  static let text = RuleText(
    "T118", "a key has a wrong window",
    rule: "A key must end after it begins, and for all but authorities end within 90 days.",
    stops: "keys that never lapse.",
    hint: "set \"notBefore\" and \"notAfter\"")

  func findings(in context: TrustContext) -> [Finding] {
    let longest = context.limits.keyLifeSeconds
    return (context.step?.state.principals.values.sorted { $0.id < $1.id } ?? []).flatMap {
      principal in
      principal.keys.compactMap { key -> Finding? in
        guard let end = key.notAfter else {
          return principal.kind == .authority
            ? nil : Self.broken("'\(principal.id)' has a key without end")
        }
        let life = end.seconds - key.notBefore.seconds
        let isTooLong = principal.kind != .authority && life > longest
        return life > 0 && !isTooLong
          ? nil : Self.broken("'\(principal.id)' has a key of \(life) seconds")
      }
    }
  }
}
