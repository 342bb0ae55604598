internal import EntangleModel

/// The head that an event has seen is one that the host has signed, of an epoch that the law has. Stops: an
/// alarm about the host that nobody but the signer has made.
struct J114SeenForged: EventRule {
  static let text = RuleText(
    "J114", "the event has seen what the host never signed",
    rule:
      "The head that an event has seen is one that the host has signed, of an epoch that the law has.",
    stops: "an alarm about the host that nobody but the signer has made.",
    hint: "sign again, with 'Seen' from the log")

  func findings(in context: EventContext) -> [Finding] {
    guard let seen = context.body.seen else { return [] }
    switch context.seen {
    case .foreign: return [Self.broken("the law has no epoch \(seen.head.place.epoch)")]
    case .forged:
      return [Self.broken("the signature of receipt \(seen.head.place) is not the host's")]
    case .confirmed, .lost, .beyond, .contradicted, nil: return []
    }
  }
}
