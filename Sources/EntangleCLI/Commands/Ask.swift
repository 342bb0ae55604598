internal import EntangleModel
internal import EntangleVerify

/// `entangle ask`: asks somebody a question.
struct Ask: Command {
  static let spec = CommandSpec(
    ["ask"], summary: "ask somebody a question", category: .work,
    options: [
      .value(
        "to", "id", form: .principal,
        help: "whom to ask (default: the other one of what '--about' names)"),
      .value("about", "event", help: "what it is about: a task, a request, an answer"),
      MessageOption.spec(help: "the question", isRequired: true),
    ] + ActorOptions.specs,
    details: [
      "Without '--about' an edge 'contacts' must lead to the other. With it, that must be between the "
        + "two of you: what the other has said, or your own request that has been accepted. Prints "
        + "the id of the question."
    ], environment: ActorOptions.environment)

  private let to: PrincipalID?
  private let about: String?
  private let message: MessageOption
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    to = try arguments.value("to").map { text throws(UsageError) in
      try Arguments.principal(text)
    }
    about = arguments.value("about")
    if to == nil && about == nil { throw UsageError("missing option '--to' or '--about'") }
    message = MessageOption(arguments)
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    var cause: JudgedEvent?
    if let about {
      let found = try composer.session.event(
        about, .taskRequest, .taskHandoff, .taskAccept, .approvalRequest, .answer,
        .connectionRequest, .connectionVerdict)
      try composer.session.require(threadOf: found, allows: .question)
      cause = found
      // (Where a verdict has let one's own request in, that is what the other has said.)
      if found.event.body.lane.principal == composer.principal.id {
        cause =
          composer.session.judgement.state.answers(to: found.event.id, .connectionVerdict)
          .first { $0.standing == .accepted } ?? found
      }
    }
    let said = cause?.event.body
    let other = said?.lane.principal == composer.principal.id ? said?.id(.to) : said?.lane.principal
    guard let to = to ?? other else { throw CommandError("nobody to ask") }
    let draft = EventDraft(
      kind: EventKind[.question], causes: [cause?.event.reference].compactMap { $0 },
      files: try message.files(), values: [.id(to)])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
