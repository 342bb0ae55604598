internal import EntangleModel

/// The key must stand, in the state that the event names, under the principal of the lane. Stops:
/// events by strangers.
struct K101KeyUnknown: EventRule {
  static let text = RuleText(
    "K101", "the key is not enrolled",
    rule: "The key must stand, in the state that the event names, under the principal of "
      + "the lane.",
    stops: "events by strangers.",
    hint: "have an authority enrol the key")

  func findings(in context: EventContext) -> [Finding] {
    guard let named = context.named ?? context.laneRoot else {
      return [Self.broken("nobody has enrolled it")]
    }
    let holder = named.state.keys[context.event.signature.publicKey]
    guard holder?.principal.id != context.principal else { return [] }
    return [Self.broken("'\(context.principal)' has no such key in version \(named.name.version)")]
  }
}
