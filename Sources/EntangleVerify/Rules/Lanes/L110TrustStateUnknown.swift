internal import EntangleModel

/// The state that an event names must stand in the trust chain. Stops: law that nobody published.
struct L110TrustStateUnknown: EventRule {
  static let text = RuleText(
    "L110", "the event names an unknown state",
    rule: "The state that an event names must stand in the trust chain.",
    stops: "law that nobody published.",
    hint: "fetch refs/entangle/trust")

  func findings(in context: EventContext) -> [Finding] {
    guard context.named == nil, !context.chain.isVoid(context.body.trust) else { return [] }
    return [Self.broken("\(context.body.trust)")]
  }
}
