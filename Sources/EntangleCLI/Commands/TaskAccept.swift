internal import EntangleModel
internal import EntangleVerify

/// `entangle task accept`: takes on a task.
struct TaskAccept: Command {
  static let spec = CommandSpec(
    ["task", "accept"], summary: "take on a task", category: .work,
    options: ActorOptions.specs, operands: [.task],
    details: [
      "The one who accepts is the one who may say what came of it. Prints the id of the acceptance. "
        + "A runner has 'entangle run', which accepts too."
    ], environment: ActorOptions.environment)

  private let task: String
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    task = try arguments.requiredOperand(0, "task")
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let task = try composer.session.task(task, for: composer.principal.id)
    try composer.session.require(task, allows: .taskAccept)
    let draft = EventDraft(
      kind: EventKind[.taskAccept], causes: [task.offer.event.reference],
      values: [.number(Int64(task.attemptCount + 1))])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
