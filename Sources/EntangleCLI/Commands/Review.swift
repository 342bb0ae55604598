internal import EntangleModel
internal import EntangleVerify

/// `entangle review`: says what one thinks of a proposal.
struct Review: Command {
  private static let verdicts = ["comment", "endorse", "object"]

  static let spec = CommandSpec(
    ["review"], summary: "say what you think of a proposal, without deciding on it",
    category: .work,
    options: [
      .value(
        "verdict", "word", form: .words(verdicts),
        help: "comment (the default), endorse or object"),
      MessageOption.spec(help: "what you think", isRequired: true),
    ] + ActorOptions.specs,
    operands: [OperandSpec("proposal", help: "a change.propose, or a beginning of its id")],
    details: ["It binds nobody, and counts as no approval. Prints the id of the review."],
    environment: ActorOptions.environment)

  private let proposal: String
  private let verdict: String
  private let message: MessageOption
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    proposal = try arguments.requiredOperand(0, "proposal")
    verdict = arguments.value("verdict") ?? "comment"
    guard Self.verdicts.contains(verdict) else {
      throw UsageError(
        "'\(displayText(verdict.utf8))' is no verdict; there are "
          + Self.verdicts.joined(separator: ", "))
    }
    message = MessageOption(arguments)
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let change = try composer.session.event(proposal, .changePropose).event
    let draft = EventDraft(
      kind: EventKind[.changeReview], causes: [change.reference], files: try message.files(),
      values: [.word(verdict)])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}
