internal import EntangleModel
internal import EntangleVerify

/// `entangle renew`: stands by a tainted event, or approves a tainted landing again.
struct Renew: Command {
  static let spec = CommandSpec(
    ["renew"], summary: "stand by an event that somebody else may have signed", category: .work,
    options: [MessageOption.spec(help: "how you know")] + ActorOptions.specs,
    operands: [OperandSpec("event", help: "an event, or a beginning of its id")],
    details: [
      "Where a key was compromised, 'entangle verify' warns of what it signed afterwards [K106] and of "
        + "what rests on that [C104]. Who signed such an event says by 'renew' that it was meant; then "
        + "nothing is said of it any more, nor of what rested on it alone.",
      "A landing is renewed by those who could have approved it, of as many persons as its policy asks "
        + "for, not by who landed it. Prints the id of the renewal.",
    ], environment: ActorOptions.environment)

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
    let judgement = composer.session.judgement
    let tainted = try composer.session.event(event, among: EventName.allCases).event
    guard judgement.isTainted(tainted.id) else {
      throw CommandError(
        "'\(tainted.id.short)' is not tainted", code: "W119",
        hint: "'entangle verify' tells what is", status: .refused)
    }
    let kind: EventName = tainted.body.kind.name == .land ? .approvalRenew : .eventRenew
    let draft = EventDraft(
      kind: EventKind[kind], causes: [tainted.reference], files: try message.files(), values: [])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
