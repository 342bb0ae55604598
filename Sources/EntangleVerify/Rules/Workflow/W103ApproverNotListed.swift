internal import EntangleModel

/// Only an approver that the request lists may respond to it. Stops: approval by somebody who was
/// not asked.
struct W103ApproverNotListed: EventRule {
  static let text = RuleText(
    "W103", "the signer is not asked",
    rule: "Only an approver that the request lists may respond to it.",
    stops: "approval by somebody who was not asked.",
    hint: "ask the approver in a new request")

  static let kinds: Set<EventName>? = [.approvalResponse]

  func findings(in context: EventContext) -> [Finding] {
    guard context.body.kind.name == .approvalResponse,
      let request = context.cause(.approvalRequest)?.event.body,
      !request.ids(.approvers).contains(context.principal)
    else { return [] }
    return [Self.broken("'\(context.principal)' is not among the approvers")]
  }
}
