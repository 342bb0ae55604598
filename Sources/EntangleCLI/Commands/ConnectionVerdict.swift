internal import EntangleModel
internal import EntangleVerify

/// `entangle verdict`: accepts or rejects a connection.
struct ConnectionVerdict: Command {
  static let spec = CommandSpec(
    ["verdict"], summary: "accept or reject a connection", category: .work,
    options: [MessageOption.spec(help: "why")] + ActorOptions.specs,
    operands: [
      OperandSpec("request", help: "the id of the request ('entangle requests' lists them)"),
      OperandSpec("decision", form: .words(["accept", "reject"]), help: "accept or reject"),
    ],
    details: [
      "Only the one who was asked decides, once, and signs it. Prints the id of the verdict. "
        + "'entangle close' ends the connection later."
    ], environment: ActorOptions.environment)

  private let request: String
  private let word: String
  private let message: MessageOption
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    request = try arguments.requiredOperand(0, "request")
    let decision = try arguments.requiredOperand(1, "decision")
    switch decision {
    case "accept": word = "accepted"
    case "reject": word = "rejected"
    default: throw UsageError("'\(displayText(decision.utf8))' is neither accept nor reject")
    }
    message = MessageOption(arguments)
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let asked = try composer.session.event(request, .connectionRequest)
    try composer.session.require(threadOf: asked, allows: .connectionVerdict)
    let draft = EventDraft(
      kind: EventKind[.connectionVerdict], causes: [asked.event.reference],
      files: try message.files(), values: [.word(word)])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
