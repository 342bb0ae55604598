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
    guard let process = ProcessIdentity.ancestor(named: ["git", "git-receive-pack"]) else {
      return .ok
    }
    // (Whoever takes a push sets GIT_DIR.)
    guard context.environment["GIT_DIR"] != nil else { return .ok }
    let folder = HostFolder(gitDirectory: try HostedRepository.directoryOfHook(in: context))
    // A push is known by its turn; one that has none moves nothing.
    let intent = try attempt { try PushTurn.passed(to: process, in: folder) }
    guard intent != nil || Self.receives(process.arguments) else { return .ok }
    // (Hooks may be those of other repositories as well.)
    let settings = try attempt { try folder.settings() }
    guard intent != nil || settings != nil else { return .ok }
    let input = try context.input.readAll(limit: Self.longestInput)
    let lines = input.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    let judged: MoveFacts.Judged = intent.map { $0.whole.map { .whole($0) } ?? .each } ?? .nothing
    let findings = MoveFacts(judged: judged, lines: lines, context.cryptography).findings
    guard !findings.isEmpty else { return .ok }
    if let intent {
      try HostReceipts(folder, in: context).refused(findings, by: intent.pusher, input: input)
    }
    return PushReply(reasons: findings).told(in: context)
  }

  /// Whether git was started with these words to take a push. (Where nobody can tell, it was.)
  static func receives(_ words: [String]?) -> Bool {
    guard let words, let program = words.first else { return true }
    guard !program.hasSuffix("receive-pack") else { return true }
    var rest = words.dropFirst()
    while let word = rest.popFirst() {
      guard word.hasPrefix("-") else { return word == "receive-pack" }
      if valued.contains(word) { rest = rest.dropFirst() }
    }
    return false
  }

  /// The options before the name of git's command that have a value of their own (`git(1)`).
  private static let valued: Set<String> = [
    "-C", "-c", "--git-dir", "--namespace", "--work-tree", "--config-env", "--super-prefix",
    "--shallow-file", "--attr-source",
  ]
}
