internal import EntangleModel
internal import EntangleVerify

/// `entangle task result`: says what came of a task.
struct TaskResult: Command {
  static let spec = CommandSpec(
    ["task", "result"], summary: "say what came of a task", category: .work,
    options: [
      .flag("failed", help: "the task could not be done"),
      .value("report", "text", help: "what there is to say about it"),
    ] + ActorOptions.specs,
    operands: [.task],
    details: [
      "Prints the id of the result. A runner's result is written by 'entangle run'; where that broke off after it had accepted, "
        + "--failed ends the attempt."
    ], environment: ActorOptions.environment)

  private let task: String
  private let isFailed: Bool
  private let report: String?
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    task = try arguments.requiredOperand(0, "task")
    isFailed = arguments.flag("failed")
    report = arguments.value("report")
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let accept = try composer.session.task(
      task, for: composer.principal.id, toSay: .taskResult
    ).accept
    var draft = EventDraft(
      kind: EventKind[.taskResult], causes: [accept],
      values: [.word(isFailed ? "failed" : "succeeded"), .absent])
    if let report { draft.files["report"] = try Arguments.text(report) }
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
