internal import EntangleModel

/// An event is not older than the receipt that it has seen. Stops: an event dated back to when its key was good, by one who
/// shows in it that he knows what came later.
struct J116OlderThanSeen: EventRule {
  static let text = RuleText(
    "J116", "the event is older than what it has seen",
    rule: "An event is not older than the receipt that it has seen.",
    stops:
      "an event dated back to when its key was good, by one who shows in it that he knows what came later.",
    hint: "set the clock, and sign again")

  func findings(in context: EventContext) -> [Finding] {
    let claimed = context.event.commit.time
    guard case .confirmed(at: let time)? = context.seen,
      time.seconds - claimed.seconds > context.limits.clockSkewSeconds,
      let place = context.body.seen?.head.place
    else { return [] }
    return [Self.broken("it claims \(claimed), and has seen receipt \(place) of \(time)")]
  }
}
