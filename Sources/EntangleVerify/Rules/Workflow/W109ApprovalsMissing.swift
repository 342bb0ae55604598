internal import EntangleModel

/// A landing must rest on approvals of as many distinct persons as the policy asks for, of whom none
/// has signed a commit of the change. Stops: landing what nobody has seen; approving one's own work by a code key that
/// is enrolled afterwards.
struct W109ApprovalsMissing: EventRule {
  static let text = RuleText(
    "W109", "approvals are missing",
    rule: "A landing must rest on approvals of as many distinct persons as the policy asks "
      + "for, of whom none has signed a commit of the change.",
    stops: "landing what nobody has seen; approving one's own work by a code key that is enrolled "
      + "afterwards.",
    hint: "entangle approval request, and wait for the approvals")

  static let kinds: Set<EventName>? = [.land]

  func findings(in context: EventContext) -> [Finding] {
    guard context.body.kind.name == .land, let ref = context.body.ref, let named = context.named,
      let policy = named.state.policies[ref]
    else { return [] }
    let persons = LandingApprovals(context, under: named).persons
    guard persons.count < policy.approvals else { return [] }
    return [Self.broken("\(persons.count) of \(policy.approvals) persons have approved")]
  }
}
