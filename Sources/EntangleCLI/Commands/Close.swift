internal import EntangleModel
internal import EntangleVerify

/// `entangle close`: ends a conversation or a connection.
struct Close: Command {
  static let spec = CommandSpec(
    ["close"], summary: "end a conversation or a connection", category: .work,
    options: [MessageOption.spec(help: "why")] + ActorOptions.specs,
    operands: [
      OperandSpec("event", help: "any question or answer of the conversation, or the connection")
    ],
    details: ["Nothing more is asked or answered there, once the other has seen it."],
    environment: ActorOptions.environment)

  private let event: String
  private let message: MessageOption
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    event = try arguments.requiredOperand(0, "event")
    message = MessageOption(arguments)
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let cause = try composer.session.event(
      event, .question, .answer, .connectionRequest, .connectionVerdict)
    try composer.session.require(threadOf: cause, allows: .close)
    let draft = EventDraft(
      kind: EventKind[.close], causes: [cause.event.reference], files: try message.files(),
      values: [])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
