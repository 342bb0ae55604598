internal import EntangleModel

/// What an event has seen of the host's log is not less than what the event before on its lane has. Stops: a
/// signer who says one thing of the host to some and another to others.
struct J115SeenBackwards: EventRule {
  static let text = RuleText(
    "J115", "the event has seen less than the one before it",
    rule:
      "What an event has seen of the host's log is not less than what the event before on its lane has.",
    stops: "a signer who says one thing of the host to some and another to others.",
    hint: "sign again, with the newest head of the log in 'Seen'")

  func findings(in context: EventContext) -> [Finding] {
    guard let before = context.previous?.event.body.seen?.head else { return [] }
    guard let seen = context.body.seen?.head else {
      return [Self.broken("nothing after \(before.place)")]
    }
    guard seen.place >= before.place else {
      return [Self.broken("\(seen.place) after \(before.place)")]
    }
    guard seen.place == before.place, seen.digest != before.digest else { return [] }
    return [Self.broken("another receipt \(seen.place) than before")]
  }
}
