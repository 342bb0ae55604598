internal import EntangleModel
internal import EntangleVerify

/// `entangle connect`: asks a service, or somebody, for a lasting connection.
struct Connect: Command {
  static let spec = CommandSpec(
    ["connect"], summary: "ask a service, or somebody, for a lasting connection", category: .work,
    options: [
      .value("days", "n", help: "how long the request waits for a verdict, 1 to 365 (default: 7)"),
      .value("introduction", "event", help: "the introduction that it follows"),
      MessageOption.spec(help: "a word to the other"),
    ] + ActorOptions.specs,
    operands: [OperandSpec("peer", form: .principal, help: "whom to ask")],
    details: [
      "A service lets in whom its access list lets in, at once; it may decide on others by a verdict "
        + "of its own. A service without an access list takes no requests ('entangle principal show' "
        + "shows it). To anybody else an edge 'contacts' must lead. An introduction changes nothing of "
        + "this.",
      "Once the connection stands, either may ask the other about it ('entangle ask --about'). "
        + "Prints the id of the request, and, of a service, what comes of it.",
    ], environment: ActorOptions.environment)

  private let peer: PrincipalID
  private let days: Int64
  private let introduction: String?
  private let message: MessageOption
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    peer = try Arguments.principal(try arguments.requiredOperand(0, "peer"))
    days = try arguments.integer("days", in: 1...365) ?? 7
    introduction = arguments.value("introduction")
    message = MessageOption(arguments)
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    guard let expires = composer.session.now.adding(seconds: days * 86_400) else {
      throw CommandError("no such moment")
    }
    var draft = EventDraft(
      kind: EventKind[.connectionRequest], files: try message.files(),
      values: [.id(peer), .time(expires)])
    if let introduction {
      draft.causes = [try composer.session.event(introduction, .introduction).event.reference]
    }
    let request = try composer.publish(draft)
    try context.output.line(request.hex)
    let law = composer.session.state.state
    if law.principals[peer]?.kind == .service {
      let isLetIn = law.answer(to: composer.principal.id, by: peer) == .letIn
      context.diagnostics.line(
        isLetIn ? "'\(peer)' lets you in: the connection stands" : "'\(peer)' has to decide on it")
    }
    return .ok
  }
}
