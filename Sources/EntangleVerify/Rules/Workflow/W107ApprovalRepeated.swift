internal import EntangleModel

/// An approver must respond to a request once. Stops: a rejection turned into an approval unseen.
struct W107ApprovalRepeated: EventRule {
  static let text = RuleText(
    "W107", "the approver has responded already",
    rule: "An approver must respond to a request once.",
    stops: "a rejection turned into an approval unseen.",
    hint: "ask again with a new request")

  func findings(in context: EventContext) -> [Finding] {
    guard context.body.kind.name == .approvalResponse, let request = context.body.causes.first?.id,
      let first = context.state.approvals[request]?.responses[context.principal]?
        .first(where: { context.comesAfter($0) })
    else { return [] }
    return [Self.broken("the response is \(first.event.id)")]
  }
}
