internal import EntangleModel

/// An event by a key that is compromised should be before the boundary that the authorities set.
/// Stops: what a thief signed being taken for the holder's.
struct K106KeyCompromised: EventRule {
  static let text = RuleText(
    "K106", "the event is tainted: its key is compromised",
    rule:
      "An event by a key that is compromised should be before the boundary that the authorities "
      + "set.",
    stops: "what a thief signed being taken for the holder's.",
    hint: "have its signer stand by it with a new key: entangle renew")

  func findings(in context: EventContext) -> [Finding] {
    guard let last = context.signer.trustedUntil, context.body.sequence > last else { return [] }
    return [Self.warning("event \(context.body.sequence) of its lane; \(last) are its holder's")]
  }
}
