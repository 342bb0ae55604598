internal import EntangleModel
internal import EntangleVerify

/// What `entangle approve` and `entangle reject` share: a response to a request for approval.
struct Decision: Sendable {
  private let request: String
  private let message: String?
  private let word: String
  private let actor: ActorOptions

  /// The specification of the command of that name.
  static func spec(_ name: String, summary: String, details: [String]) -> CommandSpec {
    CommandSpec(
      [name], summary: summary, category: .work,
      options: [.value("message", "text", letter: "m", help: "why")] + ActorOptions.specs,
      operands: [.approvalRequest], details: details, environment: ActorOptions.environment)
  }

  init(_ word: String, _ arguments: ParsedArguments) throws(UsageError) {
    self.word = word
    request = try arguments.requiredOperand(0, "request")
    message = arguments.value("message")
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let asked = try composer.session.event(request, .approvalRequest).event
    guard let head = asked.body.commit(.head) else {
      throw CommandError("'\(request)' is no request")
    }
    var draft = EventDraft(
      kind: EventKind[.approvalResponse], causes: [asked.reference],
      values: [.word(word), .commit(head)])
    if let message { draft.files["message"] = try Arguments.text(message) }
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }
}

/// `entangle approve`: approves what a request asks for.
struct Approve: Command {
  static let spec = Decision.spec(
    "approve", summary: "approve what a request asks for",
    details: [
      "The approval is for exactly the commits that the request names. Prints its id. 'entangle "
        + "land' counts approvals by different persons."
    ])
  private let decision: Decision

  init(_ arguments: ParsedArguments) throws(UsageError) {
    decision = try Decision("approved", arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try decision.run(in: context)
  }
}

/// `entangle reject`: rejects what a request asks for.
struct Reject: Command {
  static let spec = Decision.spec(
    "reject", summary: "reject what a request asks for",
    details: [
      "Prints the id of the rejection. It binds nobody: where enough others approve, the proposal can land, and who lands "
        + "it is warned. A changed proposal needs a new request."
    ])
  private let decision: Decision

  init(_ arguments: ParsedArguments) throws(UsageError) {
    decision = try Decision("rejected", arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try decision.run(in: context)
  }
}
