internal import EntangleModel
internal import EntangleVerify

/// What `entangle connection accept` and `entangle connection reject` share.
struct ConnectionDecision: Sendable {
  private let request: String
  private let word: String
  private let message: MessageOption
  private let actor: ActorOptions

  /// The specification of the command of that name.
  static func spec(_ name: String, summary: String) -> CommandSpec {
    CommandSpec(
      ["connection", name], summary: summary, category: .work,
      options: [MessageOption.spec(help: "why")] + ActorOptions.specs,
      operands: [OperandSpec("request", help: "the id of the connection.request")],
      details: ["Only the one who was asked decides, once. Prints the id of the verdict."],
      environment: ActorOptions.environment)
  }

  init(_ word: String, _ arguments: ParsedArguments) throws(UsageError) {
    self.word = word
    request = try arguments.requiredOperand(0, "request")
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

/// `entangle connection accept`: accepts a connection.
struct ConnectionAccept: Command {
  static let spec = ConnectionDecision.spec("accept", summary: "accept a connection")
  private let decision: ConnectionDecision

  init(_ arguments: ParsedArguments) throws(UsageError) {
    decision = try ConnectionDecision("accepted", arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try decision.run(in: context)
  }
}

/// `entangle connection reject`: rejects a connection.
struct ConnectionReject: Command {
  static let spec = ConnectionDecision.spec("reject", summary: "reject a connection")
  private let decision: ConnectionDecision

  init(_ arguments: ParsedArguments) throws(UsageError) {
    decision = try ConnectionDecision("rejected", arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try decision.run(in: context)
  }
}
