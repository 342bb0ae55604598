internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle hook reference-transaction`: has git move what was judged, and all of it at once.
struct HookReferenceTransaction: Command {
  static let spec = CommandSpec(
    ["hook", "reference-transaction"], summary: "let refs move as they were judged, as a git hook",
    category: .plumbing,
    details: [
      "Git runs it in the repository that is pushed to, each time before refs move, and tells it on standard input "
        + "which: '<old> <new> <ref>'. Of a push it lets only those move that 'entangle hook pre-receive' let in, while "
        + "the push has its turn, and all at once where they belong together: refs of the record, tags, protected "
        + "branches. Whoever pushes with git asks for that with --atomic. Moves that are no push it lets pass."
    ], related: ["githooks(5)", "entangle-hook-pre-receive(1)"])

  /// As many as a push may bring to `pre-receive`.
  private static let longestInput = 16 << 20

  init(_ arguments: ParsedArguments) throws(UsageError) {}

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    guard let process = ProcessIdentity.ancestor(named: ["git", "git-receive-pack"]),
      Self.receives(process)
    else { return .ok }
    let folder = HostFolder(gitDirectory: try HostedRepository.directoryOfHook(in: context))
    let input = try context.input.readAll(limit: Self.longestInput)
    let lines = input.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    let intent = try attempt { try PushTurn.passed(to: process, in: folder) }
    let judged: MoveFacts.Judged = intent.map { $0.whole.map { .whole($0) } ?? .each } ?? .nothing
    let findings = MoveFacts(
      judged: judged, moving: MoveFacts.digest(of: lines, context.cryptography)
    ).findings
    guard let finding = findings.first else { return .ok }
    context.diagnostics.line(
      "entangle: refused [\(finding.code)] \(finding.title): \(finding.detail)")
    context.diagnostics.line("hint: \(finding.hint)")
    context.diagnostics.line("entangle: nothing was changed; 'entangle rules' explains the codes")
    if let intent {
      try HostReceipts(folder, in: context).refused(findings, by: intent.pusher, input: input)
    }
    return .refused
  }

  /// Whether a process of git takes a push. (Where nobody can tell, it does.)
  private static func receives(_ process: ProcessIdentity) -> Bool {
    guard let words = process.arguments, let program = words.first else { return true }
    return program.hasSuffix("receive-pack") || words.dropFirst().first == "receive-pack"
  }
}
