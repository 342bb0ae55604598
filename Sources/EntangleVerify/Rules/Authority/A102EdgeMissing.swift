internal import EntangleModel

/// A directed edge of the right relation must stand in the state that the event names. Stops: work
/// handed or judged along an edge that is not there, or against its direction.
struct A102EdgeMissing: EventRule {
  static let text = RuleText(
    "A102", "no edge allows it",
    rule: "A directed edge of the right relation must stand in the state that the event "
      + "names.",
    stops: "work handed or judged along an edge that is not there, or against its direction.",
    hint: "entangle graph apply, with the edge")

  func findings(in context: EventContext) -> [Finding] {
    guard let state = context.named?.state else { return [] }
    return context.neededEdges.filter { state.edges[$0] == nil }.map { Self.broken("'\($0)'") }
  }
}
