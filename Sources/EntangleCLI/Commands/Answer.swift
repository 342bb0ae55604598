internal import EntangleModel
internal import EntangleVerify

/// `entangle answer`: answers a question.
struct Answer: Command {
  static let spec = CommandSpec(
    ["answer"], summary: "answer a question", category: .work,
    options: [MessageOption.spec(help: "the answer", isRequired: true)] + ActorOptions.specs,
    operands: [OperandSpec("question", help: "the id of the question")],
    details: ["Only the one who was asked answers, once. Prints the id of the answer."],
    environment: ActorOptions.environment)

  private let question: String
  private let message: MessageOption
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    question = try arguments.requiredOperand(0, "question")
    message = MessageOption(arguments)
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let asked = try composer.session.event(question, .question)
    try composer.session.require(threadOf: asked, allows: .answer)
    let draft = EventDraft(
      kind: EventKind[.answer], causes: [asked.event.reference], files: try message.files(),
      values: [])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
