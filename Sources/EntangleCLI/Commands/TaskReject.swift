internal import EntangleModel
internal import EntangleVerify

/// `entangle task reject`: declines a task.
struct TaskReject: Command {
  static let spec = CommandSpec(
    ["task", "reject"], summary: "decline a task, for good", category: .work,
    options: [MessageOption.spec(help: "why")] + ActorOptions.specs,
    operands: [.task],
    details: [
      "Whoever requested it may request it of somebody else. Prints the id of the rejection."
    ],
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
    try composer.session.require(task, allows: .taskReject)
    let draft = EventDraft(
      kind: EventKind[.taskReject], causes: [task.offer.event.reference],
      files: try message.files("report"), values: [])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
