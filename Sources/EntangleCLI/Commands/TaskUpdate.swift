internal import EntangleModel
internal import EntangleVerify

/// `entangle task update`: says how a task goes.
struct TaskUpdate: Command {
  static let spec = CommandSpec(
    ["task", "update"], summary: "say how a task goes", category: .work,
    options: [MessageOption.spec(help: "what there is to say", isRequired: true)]
      + ActorOptions.specs,
    operands: [.task],
    details: ["For a task that you have accepted. Prints the id of the update."],
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
    let accept = try composer.session.task(
      task, for: composer.principal.id, toSay: .taskUpdate
    ).accept
    let draft = EventDraft(
      kind: EventKind[.taskUpdate], causes: [accept], files: try message.files("report"),
      values: [])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
