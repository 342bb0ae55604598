internal import EntangleModel

/// The first event of a lane must follow the trust commit in which its key first stands, and each
/// later one the event before. Stops: a second beginning for a lane.
struct L104LaneRootOther: EventRule {
  static let text = RuleText(
    "L104", "the lane has another root",
    rule: "The first event of a lane must follow the trust commit in which its key first "
      + "stands, and each later one the event before.",
    stops: "a second beginning for a lane.",
    hint: "start the lane with entangle")

  func findings(in context: EventContext) -> [Finding] {
    guard !context.beginsLate else { return [] }
    let expected = context.previous?.event.id ?? context.laneRoot?.reference.id
    guard let expected, context.event.commit.parent != expected else { return [] }
    return [Self.broken("the first parent is not \(expected)")]
  }
}
