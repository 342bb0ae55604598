internal import EntangleModel

/// The sequence of a lane must begin with 1 and rise by one. Stops: events dropped or repeated.
struct L102SequenceBroken: EventRule {
  static let text = RuleText(
    "L102", "the sequence is broken",
    rule: "The sequence of a lane must begin with 1 and rise by one.",
    stops: "events dropped or repeated.",
    hint: "fetch the lane again; if it stays, its signer forked it")

  func findings(in context: EventContext) -> [Finding] {
    guard !context.beginsLate else { return [] }
    let expected = (context.previous?.event.body.sequence ?? 0) + 1
    guard context.body.sequence != expected else { return [] }
    return [Self.broken("\(context.body.sequence) where \(expected) is due")]
  }
}
