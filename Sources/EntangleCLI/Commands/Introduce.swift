internal import EntangleModel
internal import EntangleVerify

/// `entangle introduce`: tells somebody of somebody else.
struct Introduce: Command {
  static let spec = CommandSpec(
    ["introduce"], summary: "tell somebody of somebody else", category: .work,
    options: [
      .value("to", "id", isRequired: true, form: .principal, help: "whom to tell"),
      MessageOption.spec(help: "why the two should meet"),
    ] + ActorOptions.specs,
    operands: [OperandSpec("peer", form: .principal, help: "whom to tell of")],
    details: [
      "It grants nothing: whoever asks for a connection needs the edge or the place on the access list "
        + "that he would need without it, and the other's verdict."
    ],
    environment: ActorOptions.environment)

  private let peer: PrincipalID
  private let to: PrincipalID
  private let message: MessageOption
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    peer = try Arguments.principal(try arguments.requiredOperand(0, "peer"))
    to = try Arguments.principal(arguments.value("to") ?? "")
    message = MessageOption(arguments)
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let draft = EventDraft(
      kind: EventKind[.introduction], files: try message.files(), values: [.id(to), .id(peer)])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
