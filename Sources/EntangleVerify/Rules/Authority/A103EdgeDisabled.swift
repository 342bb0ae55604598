internal import EntangleModel

/// The edge that allows an event must be enabled in the state that the event names. Stops: work
/// handed along an edge that was switched off.
struct A103EdgeDisabled: EventRule {
  static let text = RuleText(
    "A103", "the edge is disabled",
    rule: "The edge that allows an event must be enabled in the state that the event names.",
    stops: "work handed along an edge that was switched off.",
    hint: "'entangle edge add' enables it")

  func findings(in context: EventContext) -> [Finding] {
    guard let state = context.named?.state else { return [] }
    return context.neededEdges.filter { state.edges[$0] == false }.map { Self.broken("'\($0)'") }
  }
}
