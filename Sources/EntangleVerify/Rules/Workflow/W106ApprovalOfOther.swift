internal import EntangleModel

/// A request must name ref, base and head of its proposal, a response the head of its request, and
/// the approvals of a landing its ref, old and new. Stops: an approval replayed to another commit,
/// ref or base; approve X, then push Y.
struct W106ApprovalOfOther: EventRule {
  static let text = RuleText(
    "W106", "the approval is of something else",
    rule: "A request must name ref, base and head of its proposal, a response the head of "
      + "its request, and the approvals of a landing its ref, old and new.",
    stops: "an approval replayed to another commit, ref or base; approve X, then push Y.",
    hint: "ask for approval of what is landed")

  func findings(in context: EventContext) -> [Finding] {
    let body = context.body
    switch body.kind.name {
    case .approvalRequest:
      guard let proposal = context.cause(.changePropose)?.event.body else { return [] }
      let isSame =
        body.ref == proposal.ref && body.commit(.base) == proposal.commit(.base)
        && body.commit(.head) == proposal.commit(.head)
      return isSame ? [] : [Self.broken("not what \(body.causes[0].id) proposes")]
    case .approvalResponse:
      guard let request = context.cause(.approvalRequest)?.event.body,
        request.commit(.head) != body.commit(.head)
      else { return [] }
      return [Self.broken("'Head' is not that of the request")]
    case .land:
      return LandingApprovals(context).requests.compactMap { request in
        let asked = request.event.body
        let isSame =
          asked.ref == body.ref && asked.commit(.base) == body.commit(.old)
          && asked.commit(.head) == body.commit(.new) && asked.word(.operation) == "land"
        return isSame ? nil : Self.broken("\(request.event.id) asked for something else")
      }
    default: return []
    }
  }
}
