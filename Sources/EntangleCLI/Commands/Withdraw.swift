internal import EntangleModel
internal import EntangleVerify

/// `entangle withdraw`: takes one's response to a request for approval back.
struct Withdraw: Command {
  static let spec = CommandSpec(
    ["withdraw"], summary: "take your response to a request for approval back", category: .work,
    options: [MessageOption.spec(help: "why")] + ActorOptions.specs,
    operands: [
      OperandSpec("request", help: "the approval.request or your approval.response to it")
    ],
    details: [
      "The operand is the request or the response. What has landed with it stays; who has seen the "
        + "withdrawal can land nothing with it any more."
    ], environment: ActorOptions.environment)

  private let request: String
  private let message: MessageOption
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    request = try arguments.requiredOperand(0, "request")
    message = MessageOption(arguments)
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let named = try composer.session.event(request, .approvalRequest, .approvalResponse)
    let state = composer.session.judgement.state
    var response = named
    if named.event.body.kind.name == .approvalRequest {
      guard
        let own = state.approval(named.event.id)?.responses[composer.principal.id]?.first(where: {
          $0.standing == .accepted
        })
      else {
        throw CommandError(
          "'\(composer.principal.id)' has not responded to '\(named.event.id.short)'",
          hint: "entangle approve, or entangle reject")
      }
      response = own
    }
    let draft = EventDraft(
      kind: EventKind[.approvalWithdraw], causes: [response.event.reference],
      files: try message.files(), values: [])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
