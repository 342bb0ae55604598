internal import EntangleModel

/// The state that an event names must not be older than that of the event before or of a cause,
/// nor than the one that enrolled its key. Stops: escaping a lost right by naming an older state.
struct L108TrustBackwards: EventRule {
  static let text = RuleText(
    "L108", "the event names an older state than one it knows",
    rule: "The state that an event names must not be older than that of the event before or "
      + "of a cause, nor than the one that enrolled its key.",
    stops: "escaping a lost right by naming an older state.",
    hint: "sign under the newest state")

  func findings(in context: EventContext) -> [Finding] {
    var newest = max(
      context.previous?.named?.name.version ?? 0, context.enrolment?.name.version ?? 0)
    for case let cause? in context.causes { newest = max(newest, cause.event.body.trust.version) }
    guard context.body.trust.version < newest else { return [] }
    return [Self.broken("version \(context.body.trust.version) after \(newest)")]
  }
}
