internal import EntangleCrypto
internal import EntangleGit
internal import EntangleModel
internal import EntangleRunner
internal import EntangleSystem
internal import EntangleVerify

/// `entangle run`: accepts a task, runs its command in a sandbox and publishes what it made.
struct Run: Command {
  static let spec = CommandSpec(
    ["run"], summary: "run a task in a sandbox and sign what it makes", category: .execution,
    options: ActorOptions.specs + [
      .flag("quiet", "q", help: "print the id of the result and errors alone")
    ] + ProgressChoice.options,
    operands: [.task],
    details: [
      "Accepts the task, clones its frozen input, runs the command without network on a read-only "
        + "system, and writes a signed artifact and the result. Prints the id of the result. Ends "
        + "with 1 where the command failed. Without bubblewrap nothing is run."
    ], environment: ActorOptions.environment + [.temporaryDirectory], related: ["bwrap(1)"])

  private let task: String
  private let actor: ActorOptions
  private let isQuiet: Bool
  private let progress: ProgressChoice

  init(_ arguments: ParsedArguments) throws(UsageError) {
    task = try arguments.requiredOperand(0, "task")
    actor = try ActorOptions(arguments)
    isQuiet = arguments.flag("quiet")
    progress = try ProgressChoice(arguments, isQuiet: isQuiet)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    var context = context
    context.progress = progress
    let sandbox = try attempt { try Sandbox.probe() }
    let composer = try actor.composer(.all, in: context)
    let task = try composer.session.task(task, for: composer.principal.id)
    try composer.session.require(task, allows: .taskAccept)
    guard let input = task.request.event.body.commit(.input) else {
      throw CommandError("'\(self.task)' is no task")
    }
    let command = try command(of: task.request.event, composer)
    let attempt = Int64(task.attemptCount + 1)
    let draft = EventDraft(
      kind: EventKind[.taskAccept], causes: [task.offer.event.reference],
      values: [.number(attempt)])
    let accept = try composer.publish(draft)
    if !isQuiet { context.diagnostics.line("accepted as \(accept.short); running") }

    let again = try actor.composer(.all, in: context)
    let accepted = try again.session.event(accept.hex, .taskAccept).event
    let started = try context.now()
    var job = RunJob(
      composer: again, offer: task.offer.event, accept: accepted, attempt: attempt,
      input: input, command: command, started: started)
    let name = "Running the task, at most \(command.timeoutSeconds) s"
    let outcome = try context.timing(name) { () throws(CommandError) in
      try execute(job, sandbox)
    }
    // (It has taken its time: others may have said something, and the result is of now.)
    job.composer = try actor.composer(.all, in: context)
    let result = try job.publish(outcome)
    try context.output.line(result.hex)
    switch outcome.ending {
    case .made: return .ok
    case .failed(let why):
      context.diagnostics.line("the task failed: \(displayText(why.utf8))")
      context.diagnostics.line("hint: 'entangle show \(result.short)' shows what it printed last")
      return .refused
    }
  }

  private func command(
    of request: ParsedEvent, _ composer: EventComposer
  ) throws(CommandError) -> TaskCommand {
    let objects = composer.session.governed.objects
    let limits = ReadLimits()
    let tree = try attempt { try objects.read(request.commit.tree, limit: limits.treeBytes) }
    let entry = tree.flatMap { TreeObject(content: $0.content, format: objects.format) }?.entries
      .first { $0.name.elementsEqual(TaskCommand.fileName.utf8) }
    guard let entry else {
      throw CommandError(
        "task '\(request.id.short)' has no command", hint: "entangle task accept takes it on")
    }
    let blob = try attempt { try objects.read(entry.id, limit: limits.eventFileBytes) }
    do throws(DocumentDefect) {
      return try TaskCommand(canonical: blob?.content ?? [])
    } catch {
      throw CommandError("the task's command: \(error.detail)")
    }
  }

  /// Runs the command; whatever goes wrong from here on becomes a failed result.
  private func execute(_ job: RunJob, _ sandbox: Sandbox) throws(CommandError) -> RunOutcome {
    let limits = try attempt {
      try SandboxLimits(wallSeconds: Int(job.command.timeoutSeconds))
    }
    let parent = job.composer.session.context.environment["TMPDIR"] ?? "/tmp"
    let workspace: Workspace
    let task: SandboxTask
    do {
      task = try SandboxTask(
        command: job.command.arguments, variables: job.command.environment, limits: limits)
      workspace = try Workspace(
        of: job.input.id, from: job.composer.session.repository.path, in: parent)
    } catch {
      return .failed(error.message)
    }
    do {
      let outcome = try sandbox.run(task, in: workspace)
      guard outcome.isSuccess else {
        return RunOutcome(
          ending: .failed("the command \(outcome.ending.words(limit: limits))"),
          printed: [outcome.standardOutput.bytes, outcome.standardError.bytes], sandbox: nil)
      }
      let paths = try job.command.outputs.map { path throws(RunnerError) in
        try OutputPath(path)
      }
      let files = try OutputCollector().collect(paths, from: workspace)
      return RunOutcome(
        ending: .made(files),
        printed: [outcome.standardOutput.bytes, outcome.standardError.bytes],
        sandbox: sandbox.report(limits))
    } catch {
      return .failed(error.message)
    }
  }
}
