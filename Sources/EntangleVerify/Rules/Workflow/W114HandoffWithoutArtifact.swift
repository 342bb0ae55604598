internal import EntangleModel

/// The results that a handoff hands on must name artifacts. Stops: work handed on with something that
/// nobody published.
struct W114HandoffWithoutArtifact: EventRule {
  static let text = RuleText(
    "W114", "a handoff hands on what is no artifact",
    rule: "The results that a handoff hands on must name artifacts.",
    stops: "work handed on with something that nobody published.",
    hint: "name results that succeeded on a runner")

  static let kinds: Set<EventName>? = [.taskHandoff]

  func findings(in context: EventContext) -> [Finding] {
    guard context.body.kind.name == .taskHandoff else { return [] }
    return context.causes.compactMap { cause in
      guard let event = cause?.event, event.body.kind.name == .taskResult,
        event.body.commit(.artifact) == nil
      else { return nil }
      return Self.broken("\(event.id) has none")
    }
  }
}
