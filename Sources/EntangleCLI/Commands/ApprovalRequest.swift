internal import EntangleModel
internal import EntangleVerify

/// `entangle approval request`: asks for approval of a proposal.
struct ApprovalRequest: Command {
  static let spec = CommandSpec(
    ["approval", "request"], summary: "ask for approval of a proposal", category: .work,
    options: [
      .value(
        "approver", "id", isRepeatable: true, isRequired: true, form: .principal,
        help: "whom to ask"),
      .value("days", "n", help: "how long the request stands, 1 to 365 (default: 7)"),
      .value("message", "text", letter: "m", help: "a word to the approvers"),
    ] + ActorOptions.specs,
    operands: [.proposal],
    details: [
      "Asks each approver to decide on the proposal as it stands. Prints the id of the request. Refused where an "
        + "approver can never give it, as who has proposed the change or signed a commit of it."
    ], environment: ActorOptions.environment)

  private let proposal: String
  private let approvers: [PrincipalID]
  private let days: Int64
  private let message: String?
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    proposal = try arguments.requiredOperand(0, "proposal")
    var approvers: Set<PrincipalID> = []
    for text in arguments.values("approver") { approvers.insert(try Arguments.principal(text)) }
    self.approvers = approvers.sorted()
    days = try arguments.integer("days", in: 1...365) ?? 7
    message = arguments.value("message")
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let change = try composer.session.event(proposal, .changePropose).event
    guard let ref = change.body.ref, let base = change.body.commit(.base),
      let head = change.body.commit(.head),
      let expires = composer.session.now.adding(seconds: days * 86_400)
    else { throw CommandError("'\(proposal)' is no proposal") }
    let asked = AskedApprovers(
      of: change, from: base, to: head, for: composer.principal, in: composer.session)
    for approver in approvers { try asked.require(approver) }
    try requireNew(change, by: composer.principal.id, in: composer.session)
    try UnsignedCommits(for: ref, from: base, to: head, in: composer.session)
      .warn(context.diagnostics)
    var draft = EventDraft(
      kind: EventKind[.approvalRequest], causes: [change.reference],
      values: [
        .word("land"), .ref(ref), .commit(base), .commit(head), .ids(approvers), .time(expires),
      ])
    if let message { draft.files["message"] = try Arguments.text(message) }
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }

  /// Throws where the same approvers have been asked already, and not all of them have answered.
  private func requireNew(
    _ change: ParsedEvent, by requester: PrincipalID, in session: Session
  ) throws(CommandError) {
    let state = session.judgement.state
    let same = state.answers(to: change.id, .approvalRequest).first { request in
      let body = request.event.body
      let responses = state.approval(request.event.id)?.responses ?? [:]
      return request.standing == .accepted && body.lane.principal == requester
        && body.ids(.approvers) == approvers && approvers.contains { responses[$0] == nil }
        && body.time(.expires).map { session.now <= $0 } ?? true
        && !responses.values.joined().contains { $0.event.body.word(.decision) == "rejected" }
    }
    guard let same else { return }
    throw CommandError(
      "'\(same.event.id.short)' asks the same already",
      hint: "'entangle status' says on whom it waits",
      status: .refused)
  }
}
