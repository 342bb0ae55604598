internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// The repository that a command proves single objects of, by its options.
struct ProofAccess: Sendable {
  /// The options of these commands, for their specifications.
  static let options =
    [
      RepositoryAccess.trustRootOption, RepositoryAccess.asOfOption,
      RepositoryAccess.repositoryOption,
    ] + ProgressChoice.options

  private let trustRoot: SHA256Digest?
  private let asOf: Timestamp?
  private let path: String?
  private let progress: ProgressChoice

  /// Takes what the options say; nothing shows how far it has come where the command is to be quiet.
  init(_ arguments: ParsedArguments, isQuiet: Bool = false) throws(UsageError) {
    trustRoot = try RepositoryAccess.trustRoot(arguments)
    asOf = try RepositoryAccess.asOf(arguments)
    path = arguments.value("repository")
    progress = try ProgressChoice(arguments, isQuiet: isQuiet)
  }

  /// What was judged; `prover` is nil where there is no trust chain from which to prove anything.
  struct Judged {
    let governed: GovernedRepository
    let report: Report
    let prover: Prover?
  }

  /// Judges the repository; `anew` without what was recorded when it was verified last.
  func open(anew: Bool = false, in context: CommandContext) throws(CommandError) -> Judged {
    var context = context
    context.progress = progress
    let governed = try GovernedRepository.open(path, in: context)
    let root = try RepositoryAccess.trustRoot(trustRoot, for: governed, in: context)
    let now = if let asOf { asOf } else { try context.now() }
    let report = governed.report(trustRoot: root, now: now, anew: anew, in: context)
    UntilExit.keep(report)
    let source: TrustRootSource = trustRoot != nil ? .given : root != nil ? .pinned : .unknown
    let prover = Prover(
      report, trustRoot: source, objects: governed.objects, cryptography: context.cryptography)
    return Judged(governed: governed, report: report, prover: prover)
  }
}
