internal import EntangleModel

/// A new revocation must not be of a time before its key begins or, but for a retirement by 48 hours,
/// after the state is issued; of a compromised law key no event beyond the state's cut may count. Stops:
/// a revocation that reaches back to where the key was not yet there, or that begins one day.
struct T126RevocationWrong: TrustRule {
  static let text = RuleText(
    "T126", "a revocation does not fit",
    rule:
      "A new revocation must not be of a time before its key begins or, but for a retirement by "
      + "48 hours, after the state is issued; of a compromised law key no event beyond the state's "
      + "cut may count.",
    stops: "a revocation that reaches back to where the key was not yet there, or that begins one "
      + "day.",
    hint:
      "'entangle key revoke' dates it: wait where the key's window has not begun, and 'entangle fetch' first, for the cuts"
  )

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step else { return [] }
    let cuts = Dictionary(step.state.statement.cuts.map { ($0.lane, $0.sequence) }) { first, _ in
      first
    }
    return step.state.principals.values.sorted { $0.id < $1.id }.flatMap { principal in
      principal.keys.compactMap { key -> Finding? in
        guard let revocation = key.revocation,
          revocation != context.previous?.state.keys[key.publicKey]?.key.revocation
        else { return nil }
        let issued = step.state.statement.issued.seconds
        let latest =
          revocation.reason == .retired ? issued + context.limits.keyOverlapSeconds : issued
        guard revocation.at >= key.notBefore, revocation.at.seconds <= latest else {
          return Self.broken(
            "'\(principal.id)' has a key \(revocation.reason.rawValue) at \(revocation.at)")
        }
        let lane = Lane(
          principal: principal.id, key: context.cryptography.keyID(key.publicKey))
        guard let after = revocation.after, after > cuts[lane] ?? 0 else { return nil }
        return Self.broken("event \(after) of '\(lane)' lies beyond the cut")
      }
    }
  }
}
