internal import EntangleModel

/// The host has an event not before the time that it claims, and at most 48 hours after its key's end. Stops: an event
/// dated back to when its key was good, or ahead.
struct J113PublishedOutOfTime: EventRule {
  static let text = RuleText(
    "J113", "the event came to the host at another time than it could",
    rule:
      "The host has an event not before the time that it claims, and at most 48 hours after its key's end.",
    stops: "an event dated back to when its key was good, or ahead.",
    hint: "sign again with a key that is in force")

  func findings(in context: EventContext) -> [Finding] {
    guard let publication = context.publication else { return [] }
    let claimed = context.event.commit.time
    if claimed.seconds - publication.time.seconds > context.limits.clockSkewSeconds {
      return [Self.broken("it claims \(claimed), and the host had it \(publication.time)")]
    }
    let keys = context.governing.compactMap { $0.state.keys[context.event.publicKey]?.key }
    let ends = keys.compactMap { $0.publishableUntil(context.limits) }
    guard let end = ends.min(), publication.time > end else { return [] }
    return [
      Self.broken("the host had it \(publication.time), and its key's time was over by \(end)")
    ]
  }
}

extension EnrolledKey {
  /// The last second in which a host may first have what the key has signed; nil where it has no end.
  func publishableUntil(_ limits: ReadLimits) -> Timestamp? {
    let retired = revocation?.reason == .retired ? revocation?.at : nil
    guard let end = [notAfter, retired].compactMap({ $0 }).min() else { return nil }
    return Timestamp(seconds: end.seconds + limits.keyOverlapSeconds)
  }
}
