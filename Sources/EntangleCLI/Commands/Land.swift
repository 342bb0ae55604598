internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// `entangle land`: moves a protected branch to an approved proposal.
struct Land: Command {
  static let spec = CommandSpec(
    ["land"], summary: "move a protected branch to an approved proposal", category: .work,
    options: [
      .value("remote", "name", help: "the remote whose branch moves (default: origin)")
    ] + ActorOptions.specs,
    operands: [.proposal],
    details: [
      "Writes the landing and pushes it together with the branch, in one atomic push; nothing moves "
        + "where the policy is not met. Prints the id of the landing."
    ], environment: ActorOptions.environment, related: ["git-push(1)"])

  private let proposal: String
  private let remote: String
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    proposal = try arguments.requiredOperand(0, "proposal")
    remote = arguments.value("remote") ?? "origin"
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let session = composer.session
    let change = try session.event(proposal, .changePropose).event
    guard let ref = change.body.ref, let old = change.body.commit(.base),
      let new = change.body.commit(.head)
    else { throw CommandError("'\(proposal)' is no proposal") }
    let draft = EventDraft(
      kind: EventKind[.land], causes: try causes(of: change, ref: ref, session: session),
      values: [.ref(ref), .commit(old), .commit(new)])
    let stored = try composer.store(draft, composer.signer())
    try composer.judge(stored, draft)
    try push(stored, ref: ref, old: old.id, new: new.id, session: session)
    try attempt {
      try session.repository.updateReferences([
        RefUpdate(name: stored.ref, expectedOld: stored.tip, new: stored.id)
      ])
    }
    try context.output.line(stored.id.hex)
    context.diagnostics.line("landed \(new.id.short) on '\(ref)' of '\(remote)'")
    return .ok
  }

  /// The landing before, if there is one, and every approval of the proposal; throws where there are
  /// fewer approvals than the policy asks for.
  private func causes(
    of change: ParsedEvent, ref: RefName, session: Session
  ) throws(CommandError) -> [ObjectReference] {
    guard let policy = session.state.state.policies[ref] else {
      throw CommandError(
        "'\(ref)' has no policy", code: "W113", hint: "entangle graph apply", status: .refused)
    }
    let state = session.judgement.state
    let asked = state.approvals.values.filter {
      $0.request.event.body.causes.first?.id == change.id
    }
    var approved: [JudgedEvent] = []
    for approval in asked {
      approved += approval.responses.values.joined().filter {
        $0.standing == .accepted && $0.event.body.word(.decision) == "approved"
      }
    }
    approved.sort { $0.event.id < $1.event.id }
    guard !approved.isEmpty else {
      let approvers = Set(asked.flatMap { $0.request.event.body.ids(.approvers) })
      let waiting = approvers.sorted().map { "'\($0)'" }.joined(separator: ", ")
      throw CommandError(
        "approvals are missing: 0 of \(policy.approvals) persons have approved", code: "W109",
        hint: waiting.isEmpty
          ? "entangle approval request \(change.id.short) --approver <id>"
          : "waiting for \(waiting)",
        status: .refused)
    }
    let previous = state.landings.values
      .filter { $0.event.body.ref == ref }
      .filter { $0.event.body.commit(.new) == change.body.commit(.base) }
      .min { $0.event.id < $1.event.id }
    return ([previous].compactMap { $0 } + approved).map(\.event.reference)
  }

  /// Pushes lane and branch in one transaction. What the lane's events are about goes along: every
  /// entangle ref that is here.
  private func push(
    _ stored: StoredEvent, ref: RefName, old: ObjectID, new: ObjectID, session: Session
  ) throws(CommandError) {
    var specs = ["\(stored.id):\(stored.ref)", "\(new):\(ref)"]
    for other in session.governed.entangleRefs where other.name != stored.ref {
      specs.append("\(other.id):\(other.name)")
    }
    let result = try GitProgram.run(
      ["push", "--atomic", "--quiet", "--force-with-lease=\(ref):\(old)", "--", remote] + specs,
      in: session)
    guard result.isSuccess else {
      session.context.diagnostics.line(result.talk.trimmingNewline)
      throw CommandError(
        "'\(remote)' did not take the landing; nothing has moved",
        hint: "git fetch \(remote), then land again")
    }
  }
}
