internal import EntangleModel
internal import EntangleVerify

/// `entangle cancel`: takes a task back.
struct Cancel: Command {
  static let spec = CommandSpec(
    ["cancel"], summary: "take back a task that you requested", category: .work,
    options: [MessageOption.spec(help: "why")] + ActorOptions.specs,
    operands: [.task],
    details: ["Whoever holds the task may do no more about it, once he has seen this."],
    environment: ActorOptions.environment)

  private let task: String
  private let message: MessageOption
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    task = try arguments.requiredOperand(0, "task")
    message = MessageOption(arguments)
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let task = try composer.session.task(task, for: composer.principal.id)
    try composer.session.require(
      composer.session.judgement.state.current(task).task, allows: .taskCancel)
    let draft = EventDraft(
      kind: EventKind[.taskCancel], causes: [task.request.event.reference],
      files: try message.files(), values: [])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
