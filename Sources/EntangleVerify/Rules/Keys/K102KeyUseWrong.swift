internal import EntangleModel

/// Events must be signed with a law key. Stops: a code key, or an agent that holds one, minting
/// events.
struct K102KeyUseWrong: EventRule {
  static let text = RuleText(
    "K102", "the key is not for events",
    rule: "Events must be signed with a law key.",
    stops: "a code key, or an agent that holds one, minting events.",
    hint: "sign with a law key")

  func findings(in context: EventContext) -> [Finding] {
    guard let key = context.enrolledKey, !key.uses.contains(.law) else { return [] }
    return [Self.broken("its use is \(key.uses.map(\.rawValue).sorted().joined(separator: ", "))")]
  }
}
