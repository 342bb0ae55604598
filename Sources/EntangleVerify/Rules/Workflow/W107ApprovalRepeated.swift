internal import EntangleModel

/// An approver must respond to a request once, and take a response back once. Stops: a rejection turned
/// into an approval unseen.
struct W107ApprovalRepeated: EventRule {
  static let text = RuleText(
    "W107", "the approver has responded already",
    rule: "An approver must respond to a request once, and take a response back once.",
    stops: "a rejection turned into an approval unseen.",
    hint: "ask again with a new request")

  static let kinds: Set<EventName>? = [.approvalResponse, .approvalWithdraw]

  func findings(in context: EventContext) -> [Finding] {
    guard let cause = context.body.causes.first?.id else { return [] }
    let before: [JudgedEvent]
    switch context.body.kind.name {
    case .approvalResponse:
      before = context.state.answers(to: cause, .approvalResponse).filter {
        $0.event.body.lane.principal == context.principal
      }
    case .approvalWithdraw: before = context.state.answers(to: cause, .approvalWithdraw)
    default: return []
    }
    guard let first = before.first(where: { context.comesAfter($0) }) else { return [] }
    return [Self.broken("the first is \(first.event.id)")]
  }
}
