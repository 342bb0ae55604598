internal import EntangleModel

/// An event must not be before the event that it follows, its causes or the state that it names.
/// Stops: backdating.
struct L106TimeBackwards: EventRule {
  static let text = RuleText(
    "L106", "the time runs backwards",
    rule: "An event must not be before the event that it follows, its causes or the state "
      + "that it names.",
    stops: "backdating.",
    hint: "correct the clock and sign again")

  func findings(in context: EventContext) -> [Finding] {
    let time = context.event.commit.time
    var latest = time
    for case let cause? in context.causes { latest = max(latest, cause.event.commit.time) }
    if let previous = context.previous { latest = max(latest, previous.event.commit.time) }
    for case let step? in [context.named, context.enrolment] {
      latest = max(latest, step.state.statement.issued)
    }
    return time < latest ? [Self.broken("\(time), after \(latest)")] : []
  }
}
