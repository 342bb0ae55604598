internal import EntangleModel

/// The person of an approver must not be that of the requester, of the proposer or of the signer
/// of a commit in the change; nor, where a landing is approved again, of who landed it. Stops:
/// approving one's own work through a second identity; a thief clearing what he landed.
struct W104ApprovalOfOwnWork: EventRule {
  static let text = RuleText(
    "W104", "a person approves his own work",
    rule: "The person of an approver must not be that of the requester, of the proposer or "
      + "of the signer of a commit in the change; nor, where a landing is approved again, of who "
      + "landed it.",
    stops: "approving one's own work through a second identity; a thief clearing what he landed.",
    hint: "ask somebody else")

  static let kinds: Set<EventName>? = [.approvalResponse, .approvalRenew]

  func findings(in context: EventContext) -> [Finding] {
    guard let person = context.person(context.principal) else { return [] }
    let requests: [EventBody]
    switch context.body.kind.name {
    case .approvalResponse:
      requests = [context.cause(.approvalRequest)?.event.body].compactMap { $0 }
    case .approvalRenew: requests = context.renewedRequests
    default: return []
    }
    let proposals = requests.compactMap { request in
      request.causes.first.flatMap { context.state.proposal($0.id)?.event.body }
    }
    let landing = [context.cause(.land)?.event.body].compactMap { $0 }
    let principals = (requests + proposals + landing).map(\.lane.principal)
    if let own = principals.first(where: { context.person($0) == person }) {
      return [Self.broken("'\(own)' is also of '\(person)'")]
    }
    let keys = context.named?.state.keys ?? [:]
    let commit = context.wholeChange?.commits.first { commit in
      commit.signer.flatMap { keys[$0]?.principal.person } == person
    }
    return commit.map { [Self.broken("\($0.id) is signed by '\(person)'")] } ?? []
  }
}
