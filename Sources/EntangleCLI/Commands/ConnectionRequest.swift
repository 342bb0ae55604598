internal import EntangleModel
internal import EntangleVerify

/// `entangle connection request`: asks somebody for a lasting connection.
struct ConnectionRequest: Command {
  static let spec = CommandSpec(
    ["connection", "request"], summary: "ask somebody for a lasting connection", category: .work,
    options: [
      .value("to", "id", isRequired: true, form: .principal, help: "whom to ask"),
      .value("days", "n", help: "how long the request stands, 1 to 365 (default: 7)"),
      .value("introduction", "event", help: "the introduction that it follows"),
      MessageOption.spec(help: "a word to the other"),
    ] + ActorOptions.specs,
    details: [
      "An edge 'contacts' must lead to the other, with or without an introduction. Once accepted, "
        + "either may ask the other about the connection. Prints the id of the request."
    ], environment: ActorOptions.environment)

  private let to: PrincipalID
  private let days: Int64
  private let introduction: String?
  private let message: MessageOption
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    to = try Arguments.principal(arguments.value("to") ?? "")
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
      values: [.id(to), .time(expires)])
    if let introduction {
      draft.causes = [try composer.session.event(introduction, .introduction).event.reference]
    }
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
