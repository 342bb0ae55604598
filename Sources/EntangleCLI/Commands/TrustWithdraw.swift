internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle trust withdraw`: takes back the newest trust state, where nobody else has it.
struct TrustWithdraw: Command {
  static let spec = CommandSpec(
    ["trust", "withdraw"], summary: "take back the newest trust state, where nobody else has it",
    category: .trust,
    details: [
      "For law that a server refuses, or that was a mistake. The state before it is in force again, and is printed. The one that was "
        + "taken back is kept below refs/entangle-void/.",
      "Every remote of git's is asked whether it has the state: what others may follow is not taken back but "
        + "changed by further law. Nor is a state under which something has been signed.",
    ])

  init(_ arguments: ParsedArguments) throws(UsageError) {}

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.all, in: context)
    let state = session.state
    let folder = HostFolder(gitDirectory: FilePath(session.repository.path))
    guard try attempt({ try folder.settings() }) == nil else {
      throw CommandError(
        "this repository is under guard: whoever fetches from it has its law",
        hint: "change the law by a further state", status: .refused)
    }
    guard let previous = session.judgement.chain.steps.dropLast().last else {
      throw CommandError("the founding state cannot be taken back", status: .refused)
    }
    try requireUnused(state, in: session)
    try requireUnknown(state, in: session)
    let kept = TrustRef.keptName(state.reference.id)
    try attempt {
      try session.repository.updateReferences([
        RefUpdate(
          name: EntangleRef.trustName, expectedOld: state.reference.id, new: previous.reference.id),
        RefUpdate(
          name: kept, expectedOld: try session.repository.reference(kept), new: state.reference.id),
      ])
    }
    try context.output.line(previous.name.description)
    context.diagnostics.line("the state that was taken back is kept as '\(kept)'")
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
        hint: "change the law by a further state", status: .refused)
    }
  }

  /// Throws where a remote has a state, or cannot be asked.
  private func requireUnknown(_ state: TrustStep, in session: Session) throws(CommandError) {
    for shown in try session.governed.shownTrust() {
      try requireBefore(state, shown, in: session)
    }
    for remote in try GitProgram.run(["remote"], in: session).text.split(separator: "\n") {
      let told = try GitProgram.run(
        ["ls-remote", "--", String(remote), "\(EntangleRef.trustName)"], in: session)
      let name = displayText(remote.utf8)
      guard told.isSuccess else {
        throw CommandError(
          "cannot ask '\(name)' whether it has version \(state.name.version): \(displayText(told.reason.utf8))",
          hint: "'git remote remove \(name)', if it is there no more", status: .undecided)
      }
      for line in told.text.split(separator: "\n") {
        guard let tip = ObjectID(hex: line.prefix { $0 != "\t" }.utf8) else { continue }
        try requireBefore(state, ShownTrust(remote: String(remote), tip: tip), in: session)
      }
    }
  }

  /// Throws unless the chain that a remote shows is known here and does not have a state.
  private func requireBefore(
    _ state: TrustStep, _ shown: ShownTrust, in session: Session
  ) throws(CommandError) {
    let name = displayText(shown.remote.utf8)
    let order: ChainOrder
    do {
      order = try session.repository.chainOrder(of: state.reference.id, to: shown.tip)
    } catch {
      throw CommandError(
        "'\(name)' shows law that is not here", hint: "entangle fetch \(name)", status: .undecided)
    }
    guard order == .same || order == .behind else { return }
    throw CommandError(
      "'\(name)' has version \(state.name.version) already",
      hint: "change the law by a further state", status: .refused)
  }
}
