internal import EntangleModel

/// No commit of a landing may be an event, a trust commit or an artifact. Stops: events hidden in,
/// or dragged along with, code.
struct R104CodeReachesEvents: EventRule {
  static let text = RuleText(
    "R104", "code reaches an object of entangle",
    rule: "No commit of a landing may be an event, a trust commit or an artifact.",
    stops: "events hidden in, or dragged along with, code.",
    hint: "rebuild the branch without that parent")

  static let kinds: Set<EventName>? = [.land]

  func findings(in context: EventContext) -> [Finding] {
    let commits = context.landedCommits
    guard !commits.isEmpty else { return [] }
    let trust = Set(context.chain.steps.map(\.reference.id))
    return commits.compactMap { reading in
      trust.contains(reading.id) || reading.isOfPrincipal ? Self.broken("\(reading.id)") : nil
    }
  }
}
