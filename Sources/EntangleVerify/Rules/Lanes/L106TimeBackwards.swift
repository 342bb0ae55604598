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
    let causes = context.causes.compactMap { $0?.event.commit.time }
    let bounds =
      causes
      + [
        context.previous?.event.commit.time, context.named?.state.statement.issued,
        context.enrolment?.state.statement.issued,
      ].compactMap { $0 }
    guard let latest = bounds.max(), time < latest else { return [] }
    return [Self.broken("\(time), after \(latest)")]
  }
}
