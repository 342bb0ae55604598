internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem

/// The git program, for what only it does: revisions, and remotes with the user's own transport.
enum GitProgram {
  /// Runs git in the session's repository, output captured. `setting`: one for it alone, `<name>=<value>`.
  static func run(
    _ arguments: [String], in session: Session, setting: String? = nil
  ) throws(CommandError) -> GitResult {
    try run(arguments, in: session.repository, session.context, setting: setting)
  }

  /// Runs git in a repository, at the root of its work tree where it has one, output captured. `input`: what git reads.
  static func run(
    _ arguments: [String], in repository: Repository, _ context: CommandContext,
    setting: String? = nil, input: String? = nil, timeLimit: Duration = .seconds(600)
  ) throws(CommandError) -> GitResult {
    let directory = repository.workTree ?? repository.path
    // (These start nothing that the repository names.)
    if !["config", "remote", "rev-parse"].contains(arguments.first) {
      try requireTrusted(repository, directory, context)
    }
    let settings = setting.map { ["-c", $0] } ?? []
    return try run(
      ["--git-dir=\(repository.path)", "--no-replace-objects"] + settings + arguments, input: input,
      directory: directory, environment: context.environment.variables, timeLimit: timeLimit)
  }

  /// Throws where git would not work in a repository, since another user could have it run programs, or whoever had a bare one
  /// come along with files (`safe.directory`, `safe.bareRepository` in git-config(1)): told where it is, it does not ask.
  private static func requireTrusted(
    _ repository: Repository, _ directory: String, _ context: CommandContext
  ) throws(CommandError) {
    guard context.environment["GIT_DIR"] == nil else { return }
    let isOwn = try attempt {
      try [directory, repository.path].allSatisfy { path in
        try FileSystem.status(FilePath(path))?.owner == ProcessIdentity.user
      }
    }
    var isMet = false
    if isOwn { isMet = try self.isMet(repository, context) }
    guard !isOwn || isMet else { return }
    let isLinked = try attempt { try FileSystem.status(FilePath(directory + "/.git")) } != nil
    let asked = try run(
      ["rev-parse", "--git-dir"], directory: isLinked ? directory : repository.path,
      environment: context.environment.variables.filter { !repositoryVariables.contains($0.key) },
      timeLimit: .seconds(60))
    guard !asked.isSuccess else { return }
    let path = displayText(directory.utf8)
    guard !isMet else {
      throw CommandError(
        "git does not work in '\(path)': \(displayText(asked.reason.utf8))",
        hint: "where you trust it, name it: 'GIT_DIR=\(shellWord(path)) entangle ...'")
    }
    throw CommandError(
      "git does not work in '\(path)', which another user owns: \(displayText(asked.reason.utf8))",
      hint:
        "'git config --global --add safe.directory \(shellWord(path))' where you trust its owner")
  }

  /// Whether a repository is a bare one that was not named, but met on the way up from the current directory.
  private static func isMet(
    _ repository: Repository, _ context: CommandContext
  ) throws(CommandError) -> Bool {
    guard repository.workTree == nil, let start = context.currentDirectory.text else {
      return false
    }
    let met = try attempt { try Repository.discover(from: start) }
    func plain(_ path: String) -> Substring { path.hasSuffix("/") ? path.dropLast() : path[...] }
    return met.map { plain($0.path) == plain(repository.path) } ?? false
  }

  /// Runs git outside of any repository, in the current directory.
  static func runOutside(
    _ arguments: [String], in context: CommandContext, timeLimit: Duration
  ) throws(CommandError) -> GitResult {
    let variables = context.environment.variables.filter { !repositoryVariables.contains($0.key) }
    return try run(
      arguments, directory: context.currentDirectory.argument, environment: variables,
      timeLimit: timeLimit)
  }

  /// What would lead git into another repository.
  private static let repositoryVariables: Set<String> = [
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  ]

  private static func run(
    _ arguments: [String], input: String? = nil, directory: String, environment: [String: String],
    timeLimit: Duration
  ) throws(CommandError) -> GitResult {
    // In a namespace git would read and write other refs, at the remote too where that is a path.
    var environment = environment.filter { $0.key != "GIT_NAMESPACE" }
    // (What it says is looked at.)
    environment["LANGUAGE"] = "C"
    var child = ChildProcess("git", arguments, environment: environment, directory: directory)
    child.timeLimit = timeLimit
    if let input { child.standardInput = .bytes(Array(input.utf8)) }
    let result = try attempt { try child.run() }
    // A part of what git lists is not the whole of it.
    let isWhole = !result.standardOutput.isTruncated
    let hasExited = if case .exited = result.termination { true } else { false }
    return GitResult(
      isSuccess: result.isSuccess && isWhole, text: result.standardOutput.text,
      talk: isWhole ? result.standardError.text : "fatal: git says more than is read",
      hasExited: hasExited)
  }
}

/// What git said.
struct GitResult {
  let isSuccess: Bool
  /// Its standard output.
  let text: String
  /// Its standard error.
  let talk: String
  /// Whether it came to its end by itself.
  let hasExited: Bool

  /// Whether a push that was not taken may still be: it was sent, as far as is known, and no answer came.
  var isOpen: Bool {
    guard !isSuccess, !lacksAtomicPush, !lines.contains(where: { $0.hasPrefix(" ! [") }) else {
      return false
    }
    return !hasExited || lines.contains { line in Self.breaks.contains { line.contains($0) } }
  }

  /// Whether nothing was sent, since the remote cannot take all refs of a push or none.
  var lacksAtomicPush: Bool {
    lines.contains { $0.contains("does not support --atomic push") }
  }

  /// What lets a remote take a push that it refused since somebody works there on the branch; nil where that is not why.
  var wayIntoWorkTree: String? {
    guard lines.contains(where: { $0.contains("(branch is currently checked out)") }) else {
      return nil
    }
    return "somebody works on that branch there: have another one checked out, or "
      + "'git config receive.denyCurrentBranch updateInstead' there; better a repository without a work tree ('git init --bare')"
  }

  /// What git, curl and ssh say of a connection that broke off.
  private static let breaks = [
    "hung up", "disconnect", "sideband", "RPC failed", "EOF", "roken pipe", "onnection",
    "timed out",
  ]

  /// The lines of its standard error, with spaces for the tabs before what git would have somebody type. (ssh ends its own
  /// with a carriage return as well.)
  var lines: [Substring] {
    talk.split(whereSeparator: \.isNewline).map { line in
      line.contains("\t") ? Substring(line.replacing("\t", with: "    ")) : line
    }
  }

  /// Tells what it and the programs that it has started said, of very much the end; nothing where that is no more than
  /// the `reason`, which is told besides.
  func tell(besides reason: String? = nil, in context: CommandContext) {
    guard lines.count > 1 || reason == nil else { return }
    for line in lines.suffix(Self.lineLimit) {
      context.diagnostics.line(String(line.prefix(Self.characterLimit)))
    }
  }

  private static let lineLimit = 30
  private static let characterLimit = 500

  /// What it said last, less git's own mark: why it failed.
  var reason: String {
    guard let line = lines.last(where: { $0.hasPrefix("fatal: ") }) ?? lines.last else {
      return "no word why"
    }
    return String(line.hasPrefix("fatal: ") ? line.dropFirst(7) : line)
  }
}
