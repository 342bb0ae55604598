internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle artifact verify`: judges artifacts, and takes them apart.
struct ArtifactVerify: Command {
  static let spec = CommandSpec(
    ["artifact", "verify"], summary: "judge artifacts, file by file", category: .verification,
    options: [.json] + ProofAccess.options,
    operands: [.artifact(.requiredRepeating)],
    details: [
      "The whole record is judged, as by 'entangle verify', and of each artifact is said: whether the "
        + "commit and the envelope are in their one form, whether the signature is by an artifact key of "
        + "the runner, and whether that has ended since, which files are missing, extra, changed, colliding (listed twice, or below "
        + "another file) or escaping (listed outside of the directory), whether the commit that was "
        + "worked on is there as the manifest says, and whether the result that cites it counts.",
      "Ends with 0 where every artifact is verified, with 1 where one is refused, and with 2 where "
        + "something needed is not there. Nothing is run, and nothing is fetched.",
    ], environment: RepositoryAccess.environment + [.noColour], related: ["git-cat-file(1)"])

  private let names: [String]
  private let isJSON: Bool
  private let access: ProofAccess

  init(_ arguments: ParsedArguments) throws(UsageError) {
    names = arguments.operands
    isJSON = arguments.flag("json")
    access = try ProofAccess(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let judged = try access.open(in: context)
    let (governed, report) = (judged.governed, judged.report)
    guard let judgement = report.judgement, let prover = judged.prover else {
      try governed.requireLaw()
      throw CommandError(report.findings)
    }
    let selection = ArtifactSelection(judgement, in: governed)
    let examiner = ArtifactExaminer(
      objects: governed.objects, cryptography: context.cryptography, judgement: judgement)
    var verdicts: [ArtifactVerdict] = []
    for name in names {
      let artifact = try selection.artifact(name)
      verdicts.append(
        ArtifactVerdict(
          artifact: artifact, examination: examiner.examine(artifact),
          proof: prover.proof(of: Self.subject(artifact)), moment: report.asOf))
    }
    let whole = Verdict.worst(of: verdicts.map(\.verdict))
    if isJSON {
      try context.output.json(
        .object([
          "schema": .string("entangle/artifact-verify@v1"), "verdict": .string(whole.rawValue),
          "asOf": .string(report.asOf.description),
          "repository": .string(report.repository?.hex ?? "unknown"),
          "artifacts": .array(verdicts.map(\.document)),
        ]))
    } else {
      let colours = ReportColours(isEnabled: context.outputColours.isEnabled)
      let texts = verdicts.map { $0.text(colours) }
      try context.output.write(texts.joined(separator: "\n"))
    }
    return RepositoryAccess.status(whole)
  }

  /// The ref where the artifact stands at it, so that what is found of the ref is told too.
  private static func subject(_ artifact: RecordedArtifact) -> ProofSubject {
    guard !artifact.isAtRef, let result = artifact.result else {
      return .entangleRef(artifact.ref, artifact.commit)
    }
    return .artifact(artifact.commit, result: result.event.id)
  }
}
