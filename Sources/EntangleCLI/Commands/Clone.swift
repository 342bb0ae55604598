internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle clone`: clones a repository and judges it before its files are laid out.
struct Clone: Command {
  static let spec = CommandSpec(
    ["clone"], summary: "clone a repository, judged before its files are laid out",
    category: .work, options: [RepositoryAccess.trustRootOption],
    operands: [
      OperandSpec("url", form: .directory, help: "what 'git clone' takes: a URL or a path"),
      OperandSpec(
        "directory", .optional, form: .directory,
        help: "where the clone goes (default: the last part of the URL)"),
    ],
    details: [
      "Runs 'git clone', brings the entangle refs as 'entangle fetch' does, and pins the trust "
        + "root that is given. Files are laid out only where all of it is verified.",
      "Without a trust root nothing can be judged: it says which id the repository claims, takes the clone "
        + "away again, and ends with 2. So it does where nothing of the record is verified.",
      "What a clone that was ended while it judged has left behind, the same command takes away first.",
    ], environment: RepositoryAccess.environment, related: ["git-clone(1)"])

  private let url: String
  private let directory: String
  private let trustRoot: SHA256Digest?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    url = try arguments.requiredOperand(0, "url")
    trustRoot = try RepositoryAccess.trustRoot(arguments)
    let directory = arguments.operand(1) ?? Self.directory(of: url)
    guard !directory.isEmpty else { throw UsageError("the URL names no directory: give one") }
    self.directory = directory
  }

  /// The last part of a URL or path, less `/.git`, `.git` and `.bundle`, as git has it.
  private static func directory(of url: String) -> String {
    var text = url[...]
    func drop(_ suffix: String) { if text.hasSuffix(suffix) { text = text.dropLast(suffix.count) } }
    while text.hasSuffix("/") { text = text.dropLast() }
    drop("/.git")
    while text.hasSuffix("/") { text = text.dropLast() }
    drop(".git")
    drop(".bundle")
    return String(text.split(whereSeparator: { $0 == "/" || $0 == ":" }).last ?? "")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let path = context.path(directory)
    guard let target = path.text else {
      throw CommandError("cannot clone into '\(path)': its name is not UTF-8")
    }
    try removeUnfinished(path)
    let wasThere = try attempt { try FileSystem.status(path) } != nil
    let result = try GitProgram.runOutside(
      // (From a path git else takes objects as they are.)
      ["clone", "--quiet", "--no-local", "--no-checkout", "--", url, target], in: context,
      timeLimit: .seconds(3600))
    guard result.isSuccess else {
      result.tell(besides: result.reason, in: context)
      throw CommandError("cannot clone '\(url)': \(displayText(result.reason.utf8))")
    }
    let exchange: Exchange
    let outcome: ExchangeOutcome
    do throws(CommandError) {
      let mark = Self.mark(of: path)
      let lock = try attempt { try FileLock(on: mark, by: .now) }
      let governed = try GovernedRepository.open(target, in: context)
      exchange = try Exchange(with: governed.remote(nil), of: governed, in: context)
      let root = try root(of: exchange, in: context)
      outcome = try exchange.fetch(root: root)
      if !outcome.moves.isEmpty, trustRoot != nil {
        try PinStore(context).pin(root, path: governed.path)
      }
      // (From here on it is as good as any other repository.)
      try attempt { _ = try FileSystem.remove(mark) }
      withExtendedLifetime(lock) {}
    } catch {
      try remove(path, wasThere: wasThere)
      throw error
    }
    try outcome.print(asJSON: false, in: context)
    if outcome.status == .ok {
      try layOut(exchange, in: context)
    } else if outcome.moves.isEmpty {
      try remove(path, wasThere: wasThere)
      context.diagnostics.line("nothing was cloned, because of what was found")
    } else {
      context.diagnostics.line("the clone has no files laid out, because of what was found")
      context.diagnostics.line(
        "hint: where 'entangle fetch' and 'entangle verify' find nothing more there, 'git reset --hard @{upstream}' lays them out"
      )
    }
    return outcome.status
  }

  /// The file that is there, and locked, while a clone is not judged yet.
  private static func mark(of path: FilePath) -> FilePath {
    path.appending(".git").appending("entangle-clone")
  }

  /// Takes away what is left of a clone that was ended; nothing where somebody has gone on with it, or it is anything else.
  private func removeUnfinished(_ path: FilePath) throws(CommandError) {
    let mark = Self.mark(of: path)
    func kind(_ path: FilePath) -> FileKind? {
      ((try? FileSystem.status(path, symbolicLinks: .refuse)) ?? nil)?.kind
    }
    guard kind(mark) == .file, kind(path.appending(".git")) == .directory,
      kind(path.appending(".git").appending("index")) == nil,
      kind(path.appending(".git").appending("worktrees")) == nil,
      (try? FileSystem.list(path)) == [Array(".git".utf8)]
    else { return }
    do {
      _ = try FileLock(on: mark, by: .now)
    } catch {
      throw CommandError("'\(path)' is being cloned into")
    }
    try remove(path, wasThere: true)
  }

  /// Takes away what was cloned; a directory that was there before, and empty then, stays.
  private func remove(_ path: FilePath, wasThere: Bool) throws(CommandError) {
    guard wasThere else { return try attempt { try FileSystem.removeTree(path) } }
    for name in try attempt({ try FileSystem.list(path) }) {
      try attempt { try FileSystem.removeTree(path.appending(name)) }
    }
  }

  /// The trust root by which the clone is judged; throws where nobody has said which it is.
  private func root(
    of exchange: Exchange, in context: CommandContext
  ) throws(CommandError) -> SHA256Digest {
    if let trustRoot { return trustRoot }
    if let root = try PinStore(context).root(of: exchange.governed.path) { return root }
    let head = exchange.view.entangle[EntangleRef.trustName]
    let found = try head.flatMap { head throws(CommandError) in
      Verifier(
        exchange.governed.input(
          refs: [(name: EntangleRef.trustName, id: head)], branches: [:], trustRoot: nil,
          now: try context.now(), in: context)
      ).report().repository
    }
    let again = found.map { id in
      let words = ["entangle", "clone", "--trust-root", "\(id)", url, directory]
      let command = words.map { shellWord(displayText($0.utf8)) }.joined(separator: " ")
      return "; if it is this one: '\(command)'"
    }
    throw CommandError(
      "no trust root is given, so nothing of '\(displayText(url.utf8))' can be judged",
      code: "T101",
      hint: "ask somebody you trust for its id" + (again ?? ""), status: .undecided)
  }

  /// Lays out the files of the branch that the remote begins with, where it is one that was judged: a protected one, or,
  /// where the law protects none, any. Nothing where the remote has no commit yet.
  private func layOut(_ exchange: Exchange, in context: CommandContext) throws(CommandError) {
    let head = try attempt { try exchange.repository.head() }
    let state = try exchange.newestState(root: exchange.trustRoot())
    exchange.governed.warnOfHiding(state, in: context)
    let policies = state?.policies ?? [:]
    if !policies.isEmpty, head.target.map({ policies[$0] == nil }) ?? true {
      let start = head.target.map { "'\($0)'" } ?? "the commit"
      context.diagnostics.warning(
        "\(start), with which the remote begins, is protected by nothing: the clone has no files laid out",
        hint: "'git switch <branch>' lays out the one that you want")
      return
    }
    for revision in ["@{upstream}", "HEAD"] {
      let found = try GitProgram.run(
        ["rev-parse", "--verify", "--quiet", revision], in: exchange.repository, context)
      guard found.isSuccess else { continue }
      let result = try GitProgram.run(
        ["reset", "--quiet", "--hard", revision], in: exchange.repository, context)
      guard result.isSuccess else {
        throw CommandError("cannot lay out the files: \(displayText(result.reason.utf8))")
      }
      return
    }
  }
}
