internal import EntangleModel

/// An event must not be by a key that is revoked in the state that it names, or in a later one whose
/// cut it lies beyond; a retired key's events until its end count. Stops: a key used after it was
/// taken away, whatever date and state the event claims.
struct K105KeyRevoked: EventRule {
  static let text = RuleText(
    "K105", "the key is revoked",
    rule: "An event must not be by a key that is revoked in the state that it names, or in a later "
      + "one whose cut it lies beyond; a retired key's events until its end count.",
    stops: "a key used after it was taken away, whatever date and state the event claims.",
    hint: "sign with a key in force; 'entangle event withdraw' takes back what nobody else has")

  func findings(in context: EventContext) -> [Finding] {
    let key = context.event.signature.publicKey
    for step in context.governing {
      guard let revocation = step.state.keys[key]?.key.revocation,
        step.state.keys[key]?.key.isRevoked(at: context.event.commit.time) ?? false
      else { continue }
      return [Self.broken("\(revocation.reason.rawValue) in version \(step.name.version)")]
    }
    return []
  }
}
