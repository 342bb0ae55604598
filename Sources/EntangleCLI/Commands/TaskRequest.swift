internal import EntangleModel
internal import EntangleRunner
internal import EntangleSystem
internal import EntangleVerify

/// `entangle task request`: asks somebody to do something.
struct TaskRequest: Command {
  static let spec = CommandSpec(
    ["task", "request"], summary: "ask a principal to do something", category: .work,
    options: [
      .value("to", "id", isRequired: true, form: .principal, help: "whom to ask"),
      .value(
        "brief", "text", isRequired: true,
        help: "what is to be done; '-' reads it from standard input"),
      .value(
        "input", "revision", form: .branch,
        help: "the commit to work on, frozen (default: HEAD)"),
      .value("for", "task", help: "the task, accepted by you, that this one serves"),
      .value(
        "output", "path", isRepeatable: true, form: .file,
        help: "a file or directory of a command's that is kept"),
      .value(
        "env", "name=value", isRepeatable: true, help: "a variable of a command's environment"),
      .value("timeout", "seconds", help: "how long a command may run (default: 600)"),
    ] + ActorOptions.specs,
    operands: [
      OperandSpec("command", .repeating, help: "the program to run and its arguments, behind '--'")
    ],
    details: [
      "A runner needs a command: the program and its arguments, behind '--', and at least one "
        + "--output. Prints the id of the task."
    ], environment: ActorOptions.environment, related: ["gitrevisions(7)"])

  private let to: PrincipalID
  private let brief: String
  private let input: String
  private let parent: String?
  private let command: TaskCommand?
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    to = try Arguments.principal(arguments.value("to") ?? "")
    brief = arguments.value("brief") ?? ""
    input = arguments.value("input") ?? "HEAD"
    parent = arguments.value("for")
    actor = try ActorOptions(arguments)
    guard !arguments.operands.isEmpty else {
      if let stray = ["output", "env", "timeout"].first(where: { !arguments.values($0).isEmpty }) {
        throw UsageError("'--\(stray)' is of a command, and none is given behind '--'")
      }
      command = nil
      return
    }
    guard !arguments.values("output").isEmpty else {
      throw UsageError("missing option '--output': nothing else of a command's is kept")
    }
    var environment: [String: String] = [:]
    for text in arguments.values("env") {
      guard let equals = text.firstIndex(of: "=") else {
        throw UsageError("'\(displayText(text.utf8))' is not name=value")
      }
      let name = String(text[..<equals])
      guard environment[name] == nil else {
        throw UsageError("'--env' gives '\(displayText(name.utf8))' twice")
      }
      environment[name] = String(text[text.index(after: equals)...])
    }
    do throws(DocumentDefect) {
      command = try TaskCommand(
        arguments: arguments.operands, environment: environment,
        outputs: Set(arguments.values("output")).sorted {
          $0.utf8.lexicographicallyPrecedes($1.utf8)
        },
        timeoutSeconds: try Self.timeout(arguments))
    } catch {
      throw UsageError("the command: \(error.detail)")
    }
    try Self.requireRunnable(command)
  }

  /// Throws for a command that no runner could begin.
  private static func requireRunnable(_ command: TaskCommand?) throws(UsageError) {
    guard let command else { return }
    do throws(RunnerError) {
      _ = try SandboxTask(command: command.arguments, variables: command.environment)
      for path in command.outputs { _ = try OutputPath(path) }
    } catch {
      throw UsageError("the command: \(error.message)")
    }
  }

  private static func timeout(_ arguments: ParsedArguments) throws(DocumentDefect) -> Int64 {
    guard let text = arguments.value("timeout") else { return 600 }
    guard let seconds = Decimal.read(text.utf8) else { throw DocumentDefect("'--timeout'") }
    return seconds
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(parent == nil ? .trust : .all, in: context)
    try requireFit(composer.session.state.state)
    let input = try composer.session.commit(self.input)
    var draft = EventDraft(
      kind: EventKind[.taskRequest], values: [.id(to), .commit(input)])
    draft.files["brief"] = try brief(in: context)
    if let command { draft.files[TaskCommand.fileName] = command.json.encodeCanonical() }
    if let parent {
      draft.causes = [
        try composer.session.task(parent, for: composer.principal.id, toSay: .taskRequest).accept
      ]
    }
    let isKept = try isKeptAnyway(input.id, composer.session)
    let made = try composer.publish(draft) { id in
      isKept ? [] : [(name: RefName("refs/entangle/inputs/\(id)"), id: input.id)]
    }
    try context.output.line(made.hex)
    return .ok
  }

  private func brief(in context: CommandContext) throws(CommandError) -> [UInt8] {
    guard brief == "-" else { return try Arguments.text(brief) }
    let bytes = try context.input.readAll(limit: ReadLimits().eventFileBytes)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandError("the text on standard input is not UTF-8")
    }
    return try Arguments.text(text)
  }

  /// Throws where a runner is asked without a command, which is all that it understands.
  private func requireFit(_ law: TrustState) throws(CommandError) {
    guard command == nil, law.principals[to]?.kind == .runner else { return }
    throw CommandError(
      "'\(to)' is a runner, and a runner needs a command", code: "C102",
      hint: "say what it runs and which files are kept: --output <path> -- <program> <argument>...",
      status: .refused)
  }

  /// Whether a branch that a policy protects leads through a commit, or the baseline: others may be deleted or moved, and
  /// then nobody could judge the task any more.
  private func isKeptAnyway(
    _ commit: ObjectID, _ session: Session
  ) throws(CommandError) -> Bool {
    let law = session.state.state
    let protected = law.policies.keys.sorted().compactMap { session.governed.branches[$0] }
    let founding = session.judgement.chain.steps.first?.state.repository.baseline ?? [:]
    for tip in protected + founding.values.map(\.id) {
      if tip == commit { return true }
      // (Where git cannot tell, the ref is made once too often.)
      let asked = try GitProgram.run(
        ["merge-base", "--is-ancestor", commit.hex, tip.hex], in: session)
      if asked.isSuccess { return true }
    }
    return false
  }
}
