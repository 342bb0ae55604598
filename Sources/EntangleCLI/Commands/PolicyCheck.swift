internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle policy check`: says whether a commit would land now, and what is missing.
struct PolicyCheck: Command {
  static let spec = CommandSpec(
    ["policy", "check"], summary: "say whether a commit would land now, and what is missing",
    category: .trust, options: ActorOptions.specs,
    operands: [
      OperandSpec("branch", form: .branch, help: "the protected branch"),
      OperandSpec("commit", .optional, form: .branch, help: "the commit (default: HEAD)"),
    ],
    details: [
      "Makes the landing that 'entangle land' would make of each proposal of the commit, and "
        + "has the verifier judge it; nothing is stored or published. So it needs the key of who would "
        + "land. The branch is taken to stand where 'origin' had it when it was fetched last.",
      "Who has rejected a proposal that would land is told as a warning: a rejection binds nobody.",
      "Ends with 0 where one of the proposals would land, else with 1.",
    ], environment: ActorOptions.environment, related: ["gitrevisions(7)"])

  private let ref: RefName
  private let revision: String
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    ref = try Arguments.branch(arguments.requiredOperand(0, "branch"))
    revision = arguments.operand(1) ?? "HEAD"
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let session = composer.session
    let commit = try session.commit(revision)
    let proposals = session.judgement.events.values(.changePropose).filter {
      [.accepted, .undecided].contains($0.standing) && $0.event.body.ref == ref
        && $0.event.body.commit(.head)?.id == commit.id
    }.sorted { ($0.event.commit.time, $0.event.id) < ($1.event.commit.time, $1.event.id) }
    guard !proposals.isEmpty else {
      throw CommandError(
        "nobody has proposed '\(commit.id.short)' for '\(ref)'",
        hint: "entangle propose --ref \(ref)", status: .refused)
    }
    var status = ExitStatus.refused
    for proposal in proposals where try check(proposal, composer) { status = .ok }
    return status
  }

  /// Prints what is said of one proposal; whether it would land.
  private func check(
    _ proposal: JudgedEvent, _ composer: EventComposer
  ) throws(CommandError) -> Bool {
    let context = composer.session.context
    let name = "proposal \(proposal.event.id.short) by \(proposal.event.body.lane.principal)"
    let draft: EventDraft
    do throws(CommandError) {
      let session = composer.session
      let event = try session.event(proposal.event.id.hex, .changePropose).event
      let landing = try LandingPlan(of: event, in: session)
      if let earlier = landing.earlier(in: session) {
        // Where the push of one's own broke off, 'entangle land' goes on with it.
        guard landing.waiting(of: composer.principal.id, in: session) == earlier else {
          throw landing.landed(by: earlier)
        }
        try context.output.line("\(name) would land")
        return true
      }
      draft = try landing.draft(in: session, at: session.repository.remote(nil))
    } catch {
      guard error.status == .refused else { throw error }
      try context.output.line("\(name) would be refused")
      let code = error.code.map { "[\($0)] " } ?? ""
      try context.output.line("  \(code)\(escapeUnseen(error.message))")
      if let hint = error.hint {
        try context.output.line("  hint: \(escapeUnseen(hint))")
      }
      return false
    }
    let findings = try composer.examine(draft)
    let wouldLand = findings.allSatisfy { $0.severity == .warning }
    try context.output.line("\(name) would \(wouldLand ? "land" : "be refused")")
    for finding in findings {
      try context.output.line(
        "  [\(finding.code)] \(finding.title): \(displayText(finding.detail.utf8))")
      try context.output.line("  hint: \(displayText(finding.hint.utf8))")
    }
    return wouldLand
  }
}
