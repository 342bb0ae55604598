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
        + "with 1 where the command failed. Without bubblewrap nothing is run, and what cannot begin is not accepted.",
      bounds,
    ], environment: ActorOptions.environment + [.temporaryDirectory], related: ["bwrap(1)"])

  private static let bounds: String = {
    let (sandbox, outputs) = (SandboxLimits.standard, OutputLimits.standard)
    return
      "A command has the time that its request gives it, \(sandbox.processes) processes, of which each has \(sandbox.memoryBytes >> 30) GiB "
      + "of memory and may write files of \(sandbox.fileBytes >> 30) GiB, and \(sandbox.temporaryBytes >> 20) MiB in /tmp. "
      + "What is kept is at most \(outputs.files) files, \(outputs.bytes >> 20) MiB in all."
  }()

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
    try requireHidden(in: sandbox, context)
    var composer = try actor.composer(.all, in: context)
    let task = try composer.session.task(task, for: composer.principal.id)
    try composer.session.require(task, allows: .taskAccept)
    guard let input = task.request.event.body.commit(.input) else {
      throw CommandError("'\(self.task)' is no task")
    }
    let command = try command(of: task.request.event, composer)
    let limits = try attempt {
      try SandboxLimits(
        cpuSeconds: max(SandboxLimits.standard.cpuSeconds, Int(command.timeoutSeconds)),
        wallSeconds: Int(command.timeoutSeconds))
    }
    let prepared = try attempt {
      try SandboxTask(
        command: command.arguments, variables: command.environment, limits: limits)
    }
    let outputs = try command.outputs.map { path throws(CommandError) in
      try attempt { try OutputPath(path) }
    }
    // What is accepted is to come to a result: all that signs is open before.
    for use in [KeyUse.law, .artifact] { composer.opened[use] = try composer.signer(for: use) }
    let number = Int64(task.attemptCount + 1)
    try requireFree(
      ArtifactCommit.ref(
        task: task.offer.event.id, runner: composer.principal.id, attempt: number),
      in: composer.session)
    let workspace = try attempt {
      try Workspace(
        of: input.id, from: composer.session.repository.path,
        in: context.temporaryDirectory.argument)
    }
    let draft = EventDraft(
      kind: EventKind[.taskAccept], causes: [task.offer.event.reference],
      values: [.number(number)])
    let accept = try composer.publish(draft)
    if !isQuiet { context.diagnostics.line("accepted as \(accept.short); running") }

    let started = try context.now()
    let name = "Running the task, at most \(command.timeoutSeconds) s"
    let outcome = context.timing(name) { Self.execute(prepared, outputs, in: workspace, sandbox) }
    let (result, failure) = try publish(
      outcome, of: task, accept, number, input, command, started, with: composer.opened, in: context
    )
    try context.output.line(result.hex)
    guard let failure else { return .ok }
    context.diagnostics.line("the task failed: \(displayText(failure.utf8))")
    context.diagnostics.line("hint: 'entangle show \(result.short)' shows what it printed last")
    return .refused
  }

  /// Publishes what came of an accepted task, and answers the result and why the task failed, if it did. What cannot be
  /// published as made has failed; an error says how the attempt is brought to an end.
  private func publish(
    _ outcome: RunOutcome, of task: WorkflowState.Task, _ accept: ObjectID, _ number: Int64,
    _ input: CommitReference, _ command: TaskCommand, _ started: Timestamp,
    with signers: [KeyUse: Signer], in context: CommandContext
  ) throws(CommandError) -> (result: ObjectID, failure: String?) {
    let offer = task.offer.event
    do {
      // (It has taken its time: others may have said something, and the result is of now.)
      var composer = try actor.composer(.all, in: context)
      composer.opened = signers
      try composer.session.require(
        composer.session.task(offer.id.hex, for: composer.principal.id), allows: .taskResult)
      let job = RunJob(
        composer: composer, offer: offer,
        accept: try composer.session.event(accept.hex, .taskAccept).event, attempt: number,
        input: input, command: command, started: started)
      guard case .made = outcome.ending else { return try job.published(outcome) }
      do {
        return try job.published(outcome)
      } catch {
        let code = error.code.map { "[\($0)] " } ?? ""
        return try job.published(outcome.failed(because: code + error.message))
      }
    } catch {
      guard error.code != "W102" else { throw error }
      throw CommandError(
        error.message, code: error.code,
        hint: (error.hint.map { $0 + "; then " } ?? "")
          + "'entangle task result --failed \(offer.id.short)' ends the attempt, which is accepted",
        status: error.status)
    }
  }

  /// Throws where tasks could read keys: what the sandbox shows of this machine, it shows to each.
  private func requireHidden(
    in sandbox: Sandbox, _ context: CommandContext
  ) throws(CommandError) {
    let store = try KeyAccess.store(in: context)
    let files = try attempt { try store.list() }.map(store.path)
    let variables = [
      "HOME", EnvironmentVariable.passphraseFile.name, EnvironmentVariable.agentSocket.name,
    ]
    let named = variables.compactMap { context.environment[$0] }.filter { !$0.isEmpty }
    for path in [store.directory] + files + named.map({ context.path($0) }) {
      guard let folder = sandbox.folder(showing: path) else { continue }
      throw CommandError(
        "'\(path)' lies in '\(folder)', which every task may read",
        hint: "keep what is secret elsewhere: HOME and XDG_DATA_HOME say where keys are")
    }
  }

  /// Throws where the artifact's ref is taken, as by a run that a fork of the law has made void.
  private func requireFree(_ ref: RefName, in session: Session) throws(CommandError) {
    guard try attempt({ try session.repository.reference(ref) }) != nil else { return }
    throw CommandError(
      "'\(ref)' is there already", hint: "ask for the work anew, with 'entangle task request'",
      status: .refused)
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
  private static func execute(
    _ task: SandboxTask, _ paths: [OutputPath], in workspace: borrowing Workspace,
    _ sandbox: Sandbox
  ) -> RunOutcome {
    var printed: [PrintedStream] = []
    do {
      let outcome = try sandbox.run(task, in: workspace)
      printed = [
        PrintedStream(end: outcome.standardOutput.end, digest: outcome.outputDigest),
        PrintedStream(end: outcome.standardError.end, digest: outcome.errorDigest),
      ]
      guard outcome.isSuccess else {
        let words = outcome.ending.words(limit: task.limits)
        return RunOutcome(
          ending: .failed("the command \(words)"), printed: printed, sandbox: nil)
      }
      let files = try OutputCollector().collect(paths, from: workspace)
      return RunOutcome(
        ending: .made(files), printed: printed, sandbox: sandbox.report(task.limits))
    } catch {
      return RunOutcome(ending: .failed(error.message), printed: printed, sandbox: nil)
    }
  }
}
