internal import EntangleModel

/// An event must not be more than 120 seconds ahead of the verifier's present. Stops: events dated
/// into the window of a key to come.
struct L107TimeAhead: EventRule {
  static let text = RuleText(
    "L107", "the time lies ahead",
    rule: "An event must not be more than 120 seconds ahead of the verifier's present.",
    stops: "events dated into the window of a key to come.",
    hint:
      "correct the clock; 'entangle event withdraw' takes the event back, where nobody else has it")

  func findings(in context: EventContext) -> [Finding] {
    let ahead = context.event.commit.time.seconds - context.now.seconds
    guard ahead > context.limits.clockSkewSeconds else { return [] }
    return [Self.broken("\(ahead) seconds ahead")]
  }
}
