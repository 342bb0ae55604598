internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// A history as it was judged, for the commands that ask what would become of it.
struct JudgedHistory {
  /// The options of these commands, for their specifications.
  static let options =
    [ReportForm.allOption, .json, RepositoryAccess.trustRootOption, RepositoryAccess.asOfOption]
    + ProgressChoice.options

  let context: CommandContext
  let governed: GovernedRepository
  let report: Report
  let judgement: Judgement
  private let trustRoot: SHA256Digest?

  /// What the options say.
  struct Options: Sendable {
    let form: ReportForm
    fileprivate let trustRoot: SHA256Digest?
    fileprivate let asOf: Timestamp?
    fileprivate let progress: ProgressChoice

    init(_ arguments: ParsedArguments) throws(UsageError) {
      form = try ReportForm(arguments)
      trustRoot = try RepositoryAccess.trustRoot(arguments)
      asOf = try RepositoryAccess.asOf(arguments)
      progress = try ProgressChoice(arguments)
    }
  }

  /// Judges what an argument names. Throws the finding where the trust chain does not stand, for then nothing can
  /// be said; whatever else is not verified is only told.
  static func open(
    _ argument: String?, _ options: Options, in context: CommandContext
  ) throws(CommandError) -> JudgedHistory {
    var context = context
    context.progress = options.progress
    let governed = try GovernedRepository.open(argument, in: context)
    let root = try RepositoryAccess.trustRoot(options.trustRoot, for: governed, in: context)
    let now = if let asOf = options.asOf { asOf } else { try context.now() }
    let report = governed.report(trustRoot: root, now: now, in: context)
    UntilExit.keep(report)
    let law = report.findings.first { $0.code == "T102" || $0.code == "T123" }
    guard law == nil, let judgement = report.judgement, !judgement.chain.steps.isEmpty else {
      let reason = law ?? report.findings.first { $0.code != "T101" } ?? report.findings.first
      throw reason.map { RepositoryAccess.error($0) }
        ?? CommandError("no trust chain", hint: "'entangle init' founds one")
    }
    if report.verdict != .verified {
      let folded = FoldedFindings(report.findings, judgement: judgement)
      let code = folded.groups.first?.root.code ?? ""
      context.diagnostics.warning(
        "[\(code)] the repository is \(report.verdict.rawValue) as it is; only what would change is told",
        hint: "entangle verify")
    }
    return JudgedHistory(
      context: context, governed: governed, report: report, judgement: judgement, trustRoot: root)
  }

  /// The report under law that nobody has signed, at the same moment.
  func report(under law: SupposedLaw) -> Report {
    let report = governed.report(
      trustRoot: trustRoot, now: report.asOf, supposing: law, in: context)
    UntilExit.keep(report)
    return report
  }

  /// The last event of each lane that is here and not refused.
  var cuts: [Cut] {
    judgement.lanes.compactMap { lane in
      guard let last = judgement.events(of: lane).last(where: { $0.standing != .refused })?.event
      else {
        return nil
      }
      return Cut(
        lane: last.body.lane, sequence: last.body.sequence, digest: last.reference.digest)
    }
  }
}
