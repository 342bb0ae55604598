internal import EntangleModel
internal import EntangleVerify

/// `entangle trust sign`: adds an authority's signature to a draft.
struct TrustSign: Command {
  static let spec = CommandSpec(
    ["trust", "sign"], summary: "add your signature to a draft of a trust state", category: .trust,
    options: [.flag("dry-run", "n", help: "show what it changes, and sign nothing")]
      + ActorOptions.specs,
    operands: [OperandSpec("file", form: .file, help: "the draft")],
    details: [
      "A draft comes from the option '--draft' of the commands that change trust. What it adds (+), "
        + "changes (~) and removes (-) is shown before you sign; 'entangle trust publish' publishes "
        + "it when enough authorities have signed."
    ], environment: ActorOptions.environment)

  private let file: String
  private let isDryRun: Bool
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    file = try arguments.requiredOperand(0, "file")
    isDryRun = arguments.flag("dry-run")
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.trust, in: context)
    let path = context.path(file)
    let draft = try TrustDraft(path: path, after: session.state)
    try context.output.line("version \(draft.state.statement.version)")
    for line in draft.changes(from: session.state) { try context.output.line("  \(line)") }
    guard !isDryRun else { return .ok }
    try context.output.flush()
    let signer = try principal(session, draft)
    var files = draft.files
    try session.trustComposer(actor.descriptor).sign(
      &files, as: .init(principal: signer, keyName: nil), at: draft.state.statement.issued)
    try TrustDraft(files: files).write(to: path)
    context.diagnostics.line("signed by '\(signer.id)'")
    return .ok
  }

  /// Who signs: an authority of the state in force, or one that the draft enrols.
  private func principal(
    _ session: Session, _ draft: TrustDraft
  ) throws(CommandError) -> Principal {
    var named = actor.principal
    if named == nil {
      named = try Session.defaultPrincipal(session.context, session.repository)
    }
    if let named, session.state.state.principals[named] == nil,
      let new = draft.state.principals[named]
    {
      return new
    }
    return try session.principal(named)
  }
}

/// `entangle trust publish`: publishes a draft that enough authorities have signed.
struct TrustPublish: Command {
  static let spec = CommandSpec(
    ["trust", "publish"], summary: "publish a draft that has been signed", category: .trust,
    options: ActorOptions.specs, operands: [OperandSpec("file", form: .file, help: "the draft")],
    details: [
      "The draft must follow the state in force and carry the signatures of as many authorities' "
        + "persons as the threshold asks for; the publisher is one of these authorities. What was "
        + "signed, its date and its cuts stay as they are."
    ], environment: ActorOptions.environment)

  private let file: String
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    file = try arguments.requiredOperand(0, "file")
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.trust, in: context)
    let draft = try TrustDraft(path: context.path(file), after: session.state)
    let publisher = try session.principal(actor.principal)
    return try session.publish(
      draft.files, by: .init(principal: publisher, keyName: nil),
      session.trustComposer(actor.descriptor))
  }
}
