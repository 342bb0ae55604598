internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle verify`: judges everything that a repository or bundle holds.
struct Verify: Command {
  static let spec = CommandSpec(
    ["verify"], summary: "judge the whole history of a repository or bundle",
    category: .verification,
    options: [
      .json, .flag("quiet", "q", help: "print nothing, only end with 0, 1 or 2"),
      RepositoryAccess.trustRootOption, RepositoryAccess.asOfOption,
      .flag("notes", help: "write refs/notes/entangle, for 'git log --notes=entangle'"),
    ] + ProgressChoice.options,
    operands: [RepositoryAccess.operand],
    details: [
      "Ends with 0 where everything is verified, with 1 where something is refused, and with 2 "
        + "where something needed is not there, such as the trust root.",
      "The trust root is the one given, else the one that 'entangle trust pin' remembers for "
        + "the repository; none is remembered for a bundle.",
    ], environment: RepositoryAccess.environment + [.noColour], related: ["git-bundle(1)"])

  private let isJSON: Bool
  private let isQuiet: Bool
  private let progress: ProgressChoice
  private let writesNotes: Bool
  private let trustRoot: SHA256Digest?
  private let asOf: Timestamp?
  private let argument: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    isJSON = arguments.flag("json")
    isQuiet = arguments.flag("quiet")
    writesNotes = arguments.flag("notes")
    if isJSON && isQuiet { throw UsageError("'--json' and '--quiet' exclude each other") }
    progress = try ProgressChoice(arguments, isQuiet: isQuiet)
    trustRoot = try RepositoryAccess.trustRoot(arguments)
    asOf = try RepositoryAccess.asOf(arguments)
    argument = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    var context = context
    context.progress = progress
    let governed = try GovernedRepository.open(argument, in: context)
    let root = try RepositoryAccess.trustRoot(trustRoot, for: governed, in: context)
    let now = if let asOf { asOf } else { try context.now() }
    let report = governed.report(trustRoot: root, now: now, in: context)
    UntilExit.keep(report)
    if !isQuiet { try governed.warnOfForks(report.judgement?.chain, now: now, in: context) }
    if writesNotes { try writeNotes(report, governed, in: context) }
    if isJSON {
      try context.output.json(JSONRendering.document(report))
    } else if !isQuiet {
      let colours = ReportColours(isEnabled: context.outputColours.isEnabled)
      try context.output.write(TextRendering(colours: colours).text(report))
    }
    return RepositoryAccess.status(report.verdict)
  }

  private func writeNotes(
    _ report: Report, _ governed: GovernedRepository, in context: CommandContext
  ) throws(CommandError) {
    guard let repository = governed.repository else {
      throw CommandError("'\(governed.path)' is a bundle: it takes no notes")
    }
    guard let judgement = report.standingJudgement else {
      context.diagnostics.warning("no notes are made where the trust chain does not stand")
      return
    }
    let tips = governed.entangleRefs.map { ($0.name, $0.id) }
    NotesWriter(repository: repository, context: context)
      .write(judgement, tips: Dictionary(tips) { first, _ in first })
  }
}
