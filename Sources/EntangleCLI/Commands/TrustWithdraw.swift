internal import EntangleModel
internal import EntangleVerify

/// `entangle trust withdraw`: takes back the newest trust state, where nobody else has it.
struct TrustWithdraw: Command {
  static let spec = CommandSpec(
    ["trust", "withdraw"], summary: "take back a trust state that nobody else has",
    category: .trust,
    details: [
      "For law that a server refuses, or that was a mistake. The state before it is in force again, and is printed. The one that was "
        + "taken back is kept below refs/entangle-void/.",
      "Every remote of git's is asked whether it has the state: what others may follow is not taken back but "
        + "changed by further law. Nor is a state under which something has been signed.",
    ], related: ["entangle-event-withdraw(1)"])

  init(_ arguments: ParsedArguments) throws(UsageError) {}

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.all, asOfLaw: true, in: context)
    let withdrawal = Withdrawal(session: session)
    let state = session.state
    try withdrawal.requireOwn()
    guard let previous = session.judgement.chain.steps.dropLast().last else {
      throw CommandError("the founding state cannot be taken back", status: .refused)
    }
    try requireUnused(state, in: session)
    try withdrawal.requireUnknown(
      state.reference.id, at: EntangleRef.trustName, called: "version \(state.name.version)",
      hint: "change the law by a further state")
    try withdrawal.move(
      EntangleRef.trustName, from: state.reference.id, to: previous.reference.id)
    try context.output.line(previous.name.description)
    return .ok
  }

  /// Throws where something has been signed under a state.
  private func requireUnused(_ state: TrustStep, in session: Session) throws(CommandError) {
    // (No event of a lane names an older state than the one before it.)
    for lane in session.judgement.lanes {
      guard let last = session.judgement.events(of: lane).last?.event, last.body.trust == state.name
      else { continue }
      throw CommandError(
        "the event '\(last.id.short)' of '\(last.body.lane.principal)' has been signed under version \(state.name.version)",
        hint:
          "'entangle event withdraw', where nobody else has it; or change the law by a further state",
        status: .refused)
    }
  }
}
