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
      "Of the founding state, beside which nothing else has been recorded, nothing is left: the repository can be founded anew, under "
        + "another trust root. The pin of the old one goes with it.",
      "Every remote of git's is asked whether it has the state: what others may follow is not taken back but "
        + "changed by further law. Nor is a state under which something has been signed.",
    ], related: ["entangle-event-withdraw(1)"])

  init(_ arguments: ParsedArguments) throws(UsageError) {}

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.all, asOfLaw: true, in: context)
    let withdrawal = Withdrawal(session: session)
    let state = session.state
    try withdrawal.requireOwn()
    try requireUnused(state, in: session)
    let previous = session.judgement.chain.steps.dropLast().last
    if previous == nil { try requireAlone(in: session) }
    let (ref, name) = (EntangleRef.trustName, "version \(state.name.version)")
    try withdrawal.requireUnknown(
      state.reference.id, at: ref,
      among: try withdrawal.asked(ref, called: name) + withdrawal.remembered(ref), called: name,
      hint: "change the law by a further state")
    try withdrawal.move(
      ref, from: state.reference.id, to: previous?.reference.id, keeping: [state.reference.id])
    if let previous {
      try context.output.line(previous.name.description)
    } else {
      try PinStore(context).unpin(path: session.governed.path)
      context.diagnostics.line("there is no law here any more: 'entangle init' founds it anew")
    }
    return .ok
  }

  /// Throws where there is anything of the record beside the founding state.
  private func requireAlone(in session: Session) throws(CommandError) {
    let refs = session.governed.entangleRefs.map(\.name)
    guard let other = refs.first(where: { $0 != EntangleRef.trustName }) else { return }
    throw CommandError(
      "'\(other)' rests on the founding state", hint: "change the law by a further state",
      status: .refused)
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
