internal import EntangleModel
internal import EntangleVerify

/// `entangle handoff`: hands an accepted task on to somebody else.
struct Handoff: Command {
  static let spec = CommandSpec(
    ["handoff"], summary: "hand a task that you hold on to somebody else", category: .work,
    options: [
      .value("to", "id", isRequired: true, form: .principal, help: "who is to go on with it"),
      .value(
        "with", "result", isRepeatable: true,
        help: "a task.result whose published artifact goes along"),
      .value("brief", "text", help: "a word to the one who goes on"),
    ] + ActorOptions.specs,
    operands: [.task],
    details: [
      "Needs an edge 'hands-off' from you to the other. From then on the task is not yours. Prints "
        + "the id of the handoff."
    ], environment: ActorOptions.environment)

  private let task: String
  private let to: PrincipalID
  private let results: [String]
  private let brief: String?
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    task = try arguments.requiredOperand(0, "task")
    to = try Arguments.principal(arguments.value("to") ?? "")
    results = arguments.values("with")
    brief = arguments.value("brief")
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let (held, accept) = try composer.session.task(
      task, for: composer.principal.id, toSay: .taskHandoff)
    if composer.session.state.state.principals[to]?.kind == .runner,
      !held.request.event.body.files.contains(where: { $0.name == TaskCommand.fileName })
    {
      throw CommandError(
        "'\(to)' is a runner, and the task has no command that it could run", code: "C102",
        hint: "entangle task request --to \(to) --for \(held.offer.event.id.short) --brief <text> "
          + "--output <path> -- <program> <argument>...", status: .refused)
    }
    var draft = EventDraft(kind: EventKind[.taskHandoff], causes: [accept], values: [.id(to)])
    for text in results {
      draft.causes.append(try composer.session.event(text, .taskResult).event.reference)
    }
    if let brief { draft.files["brief"] = try Arguments.text(brief) }
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
