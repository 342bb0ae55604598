internal import EntangleModel

/// What is stood by again must be tainted in the state that the renewal names. Stops: a blank cheque
/// signed before anybody knows what was stolen.
struct W119NothingToRenew: EventRule {
  static let text = RuleText(
    "W119", "there is nothing to renew",
    rule: "What is stood by again must be tainted in the state that the renewal names.",
    stops: "a blank cheque signed before anybody knows what was stolen.",
    hint: "renew under the newest trust state, and only what 'entangle verify' calls tainted")

  func findings(in context: EventContext) -> [Finding] {
    guard context.body.kind.isRenewal, let cause = context.causes.first ?? nil else { return [] }
    let version = context.body.trust.version
    guard let since = cause.taintedSince else {
      return [Self.broken("\(cause.event.id) is not tainted")]
    }
    guard since > version else { return [] }
    return [Self.broken("\(cause.event.id) is tainted from version \(since) on, not in \(version)")]
  }
}
