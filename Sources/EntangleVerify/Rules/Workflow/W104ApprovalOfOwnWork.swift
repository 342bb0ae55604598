internal import EntangleModel

/// The person of an approver must not be that of the requester, of the proposer or of the signer
/// of a commit in the change. Stops: approving one's own work through a second identity.
struct W104ApprovalOfOwnWork: EventRule {
  static let text = RuleText(
    "W104", "a person approves his own work",
    rule: "The person of an approver must not be that of the requester, of the proposer or "
      + "of the signer of a commit in the change.",
    stops: "approving one's own work through a second identity.",
    hint: "ask somebody else")

  func findings(in context: EventContext) -> [Finding] {
    guard context.body.kind.name == .approvalResponse,
      let request = context.cause(.approvalRequest)?.event.body,
      let person = context.person(context.principal)
    else { return [] }
    let proposer = request.causes.first.flatMap { context.state.proposals[$0.id] }
    let principals = [request.lane.principal, proposer?.event.body.lane.principal].compactMap { $0 }
    if let own = principals.first(where: { context.person($0) == person }) {
      return [Self.broken("'\(own)' is also of '\(person)'")]
    }
    let keys = context.named?.state.keys ?? [:]
    let commit = context.change?.commits.first { commit in
      commit.signature.flatMap { keys[$0.publicKey]?.principal.person } == person
    }
    return commit.map { [Self.broken("\($0.id) is signed by '\(person)'")] } ?? []
  }
}
