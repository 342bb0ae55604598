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
    let request = try composer.session.event(task, .taskRequest)
    let attempts = composer.session.judgement.state.tasks[request.event.id]?.attempts.count ?? 0
    let draft = EventDraft(
      kind: EventKind[.taskAccept], causes: [request.event.reference],
      values: [.number(Int64(attempts + 1))])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
