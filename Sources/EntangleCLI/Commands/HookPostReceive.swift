internal import EntangleHost
internal import EntangleSystem
internal import EntangleVerify

/// `entangle hook post-receive`: ends the turn of a push whose refs have moved.
struct HookPostReceive: Command {
  static let spec = CommandSpec(
    ["hook", "post-receive"], summary: "end the turn of a push, as a git hook",
    category: .plumbing,
    details: [
      "Git runs it in the repository when refs have moved. It writes the receipt of the push. The next push need not wait any longer; and "
        + "where enough has come in, it is recorded what was judged, so that the next push need not wait "
        + "for that either. Without this hook the next push waits until the git process of this one has ended."
    ], related: ["githooks(5)"])

  init(_ arguments: ParsedArguments) throws(UsageError) {}

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let folder = HostFolder(
      gitDirectory: try HostedRepository.directoryOfHook(in: context))
    guard let process = ProcessIdentity.ancestor(named: ["git", "git-receive-pack"]),
      let intent = try attempt({ try PushTurn.passed(to: process, in: folder) })
    else { return .ok }
    try HostReceipts(folder, in: context).settle(intent)
    try attempt { try PushTurn.end(of: process, in: folder) }
    guard intent.isRecordDue else { return .ok }
    let settings = try HostedRepository.settings(folder)
    let hosted = try HostedRepository.ofHook(in: context)
    let records = hosted.records(in: context)
    let report = Verifier(try hosted.input(settings, in: context))
      .report(recorded: records, in: context)
    UntilExit.keep(report)
    records?.keep(report)
    return .ok
  }
}
