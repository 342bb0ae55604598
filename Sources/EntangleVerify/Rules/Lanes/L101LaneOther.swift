internal import EntangleModel

/// Ref, trailer Lane and author of an event must agree. Stops: an event moved to another lane.
struct L101LaneOther: EventRule {
  static let text = RuleText(
    "L101", "the event stands on another lane than it says",
    rule: "Ref, trailer Lane and author of an event must agree.",
    stops: "an event moved to another lane.",
    hint: "push the lane to the ref that it names")

  /// The finding for a ref at an event of another lane, of which nothing is looked at from there.
  static func stray(_ ref: RefName) -> Finding {
    broken("it stands at an event of another lane").about(ref)
  }

  func findings(in context: EventContext) -> [Finding] {
    let body = context.body
    guard body.lane.ref == context.reading.ref,
      context.event.commit.principal == body.lane.principal
    else { return [Self.broken("'\(context.reading.ref)' holds an event of '\(body.lane)'")] }
    return []
  }
}
