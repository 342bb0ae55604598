internal import EntangleCrypto
internal import EntangleModel
internal import EntangleVerify

/// `entangle trust sign`: adds an authority's signature to a draft.
struct TrustSign: Command {
  static let spec = CommandSpec(
    ["trust", "sign"], summary: "add your signature to a draft of a trust state", category: .trust,
    options: [
      .flag("dry-run", "n", help: "show what it changes, and sign nothing"),
      .value(
        "recovery", "key", form: .key,
        help: "sign with this key of the store, one of the recovery set"),
    ] + ActorOptions.specs,
    operands: [OperandSpec("file", form: .file, help: "the draft")],
    details: [
      "A draft comes from the option '--draft' of the commands that change trust. What it adds (+), "
        + "changes (~) and removes (-) is shown before you sign, as 'entangle graph diff' does; 'entangle trust publish' publishes "
        + "it when enough authorities have signed. Who has no say in the change cannot sign it, and nobody what can never be law."
    ], environment: ActorOptions.environment)

  private let file: String
  private let isDryRun: Bool
  private let recovery: KeyName?
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    file = try arguments.requiredOperand(0, "file")
    recovery = try arguments.value("recovery").map { text throws(UsageError) in
      try KeyAccess.name(text)
    }
    isDryRun = arguments.flag("dry-run")
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.trust, in: context)
    let path = context.path(file)
    let draft = try TrustDraft(path: path)
    let (chain, base) = try draft.base(in: session)
    try context.output.line("version \(draft.state.statement.version)")
    for line in draft.changes(from: base, in: context) { try context.output.line("  " + line) }
    try context.output.flush()
    try draft.judge(after: chain, in: context)
    guard !isDryRun else { return .ok }
    var files = draft.files
    let composer = session.trustComposer(actor.descriptor, after: base)
    if let recovery {
      try composer.sign(&files, asRecovery: recovery, for: draft.consent(after: base))
      context.diagnostics.line("signed with the recovery key '\(recovery)'")
    } else {
      let signer = try actor.principal(session, draft, after: base)
      try composer.sign(
        &files, as: .init(principal: signer, keyName: nil), at: draft.state.statement.issued,
        for: draft.consent(after: base))
      context.diagnostics.line("signed by '\(signer.id)'")
    }
    try TrustDraft(files: files).write(to: path)
    return .ok
  }
}

extension ActorOptions {
  /// Who signs or publishes a draft: a principal of the state in force, or one that the draft enrols. Who has another key in
  /// the draft is taken as he is there where the old one is not here, or as the recovery set has him.
  func principal(
    _ session: Session, _ draft: TrustDraft, after base: TrustStep
  ) throws(CommandError) -> Principal {
    var named = principal
    if named == nil {
      named = try Session.defaultPrincipal(session.context, session.repository)
    }
    guard let named else { return try session.principal(nil) }
    let (before, after) = (base.state.principals[named], draft.state.principals[named])
    let isRecovery = draft.consent(after: base).isRecovery
    let known = (isRecovery ? [after, before] : [before, after]).compactMap { $0 }
    for one in known {
      let key = try Signer.publicKey(
        of: one, for: .law, at: draft.state.statement.issued, in: session.context)
      if key != nil { return one }
    }
    if let first = known.first { return first }
    return try session.principal(named)
  }
}
