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

  /// The way out where nobody else has a lane's first event.
  static func leaving(_ id: ObjectID) -> String {
    "where nobody else has it, 'entangle event withdraw \(id)' takes it back; then 'entangle fetch', and sign it again"
  }

  func findings(in context: EventContext) -> [Finding] {
    guard !context.beginsLate else { return [] }
    let expected = context.previous?.event.id ?? context.dueRoot?.reference.id
    guard let expected, context.event.commit.parent != expected else { return [] }
    let finding = Self.broken("the first parent is not \(expected)")
    return [context.previous == nil ? finding.hinting(Self.leaving(context.event.id)) : finding]
  }
}
