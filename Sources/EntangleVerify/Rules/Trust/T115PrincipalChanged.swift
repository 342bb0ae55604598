internal import EntangleModel

/// A principal, once there, must stay, with its kind, person, tenant and keys; keys may be added, a
/// key be revoked and revoked more gravely, and a principal be suspended and retired, for good. Stops:
/// keys swapped under an id, ids used again, and a revocation taken back.
struct T115PrincipalChanged: TrustRule {
  static let text = RuleText(
    "T115", "a principal has changed in what stays",
    rule: "A principal, once there, must stay, with its kind, person, tenant and keys; keys may be "
      + "added, a key be revoked and revoked more gravely, and a principal be suspended and "
      + "retired, for good.",
    stops: "keys swapped under an id, ids used again, and a revocation taken back.",
    hint: "add a key, or a principal under another id")

  /// What helps who was retired.
  static let retiredHint =
    "who is retired stays so: 'entangle principal add' enrols it anew, under another id and with another key"

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step, let previous = context.previous else { return [] }
    return previous.state.principals.values.sorted { $0.id < $1.id }.compactMap { before in
      guard let now = step.state.principals[before.id] else {
        return Self.broken("'\(before.id)' is gone")
      }
      if before.status == .retired, now.status != .retired {
        return Self.broken("'\(before.id)': it was retired").hinting(Self.retiredHint)
      }
      if let change = Self.change(from: before, to: now) {
        return Self.broken("'\(before.id)': \(change)")
      }
      guard let key = Self.restored(before, now) else { return nil }
      return Self.broken("'\(before.id)': the revocation of the key \(key)").hinting(
        "a key that has ended stays so: only a graver reason follows, or an earlier last event of its holder's"
      )
    }
  }

  /// What differs that must not.
  private static func change(from before: Principal, to now: Principal) -> String? {
    guard now.kind == before.kind else { return "its kind" }
    guard now.person == before.person else { return "its person" }
    guard now.tenant == before.tenant else { return "its tenant" }
    let keys = Dictionary(now.keys.map { ($0.publicKey, $0) }) { first, _ in first }
    for key in before.keys {
      guard let next = keys[key.publicKey] else { return "the key \(key.publicKey) is gone" }
      guard next.uses == key.uses, next.notBefore == key.notBefore, next.notAfter == key.notAfter
      else { return "use or window of the key \(key.publicKey)" }
    }
    return nil
  }

  /// A key whose revocation is gone, or takes less away than before.
  private static func restored(_ before: Principal, _ now: Principal) -> PublicKey? {
    let keys = Dictionary(now.keys.map { ($0.publicKey, $0) }) { first, _ in first }
    return before.keys.first { !isGraver(keys[$0.publicKey]?.revocation, than: $0.revocation) }?
      .publicKey
  }

  /// Whether a revocation is the same as before, or takes more away.
  private static func isGraver(_ now: KeyRevocation?, than before: KeyRevocation?) -> Bool {
    guard let before, now != before else { return true }
    guard let now else { return false }
    if now.reason == .compromised && before.reason == .compromised {
      return now.at == before.at && now.after ?? 0 < before.after ?? 0
    }
    return now.reason > before.reason
  }
}
