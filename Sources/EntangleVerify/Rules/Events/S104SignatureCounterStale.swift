internal import EntangleModel

/// The counter of a security key must grow from each event of a lane to the next, unless it is
/// always 0. Stops: a copy of the device.
struct S104SignatureCounterStale: EventRule {
  static let text = RuleText(
    "S104", "the security key's counter has not grown",
    rule: "The counter of a security key must grow from each event of a lane to the next, unless "
      + "it is always 0.",
    stops: "a copy of the device.",
    hint: "have the key revoked if you do not know why; then enrol another one")

  func findings(in context: EventContext) -> [Finding] {
    guard let now = context.event.signature.signature.authenticator,
      let before = context.previous?.event.signature.signature.authenticator,
      !now.mayFollow(before)
    else { return [] }
    return [Self.broken("\(now.counter), after \(before.counter)")]
  }
}
