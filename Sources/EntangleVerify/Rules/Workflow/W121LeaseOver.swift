internal import EntangleModel

/// A run must not be started or restarted, nor a lease renewed, after the end of the lease, which is that of
/// the offer or of a later lease.renew that the signer knows; and a lease.renew must set a later end.
/// Stops: work without a lease, or under one that ran out long ago.
struct W121LeaseOver: EventRule {
  static let text = RuleText(
    "W121", "the lease is over",
    rule: "A run must not be started or restarted, nor a lease renewed, after the end of the "
      + "lease, which is that of the offer or of a later lease.renew that the signer knows; and a "
      + "lease.renew must set a later end.",
    stops: "work without a lease, or under one that ran out long ago.",
    hint: "offer the task again")

  func findings(in context: EventContext) -> [Finding] {
    let body = context.body
    guard [.leaseRenew, .runStart, .runRestart].contains(body.kind.name),
      let thread = body.causes.first.flatMap({ context.state.thread(of: $0.id) })
    else { return [] }
    guard let end = context.state.leaseEnd(of: thread, for: context.knows) else { return [] }
    guard context.event.commit.time <= end else { return [Self.broken("it ended \(end)")] }
    guard let next = body.time(.expires), next <= end else { return [] }
    return [Self.broken("it lasts until \(end) already")]
  }
}
