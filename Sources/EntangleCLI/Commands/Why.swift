internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle why`: proves one object from the trust root, or says why it does not stand.
struct Why: Command {
  static let spec = CommandSpec(
    ["why"], summary: "explain why one object stands or does not", category: .verification,
    options: [
      .flag("all", help: "show every step, and all that follows from a reason"), .json,
      .flag("quiet", "q", help: "print nothing but errors, only end with 0, 1 or 2"),
    ] + ProofAccess.options,
    operands: [OperandSpec("object", help: "what is to be explained")],
    details: [
      "The object is a ref ('main' means 'refs/heads/main', 'v1' 'refs/tags/v1') or the name of an event, a trust "
        + "state's commit, a landed commit or an artifact; its first digits are enough, at least "
        + "4.",
      "Ends as 'entangle verify' would for that object alone.",
    ], environment: RepositoryAccess.environment + [.noColour, .columns])

  private let object: String
  private let form: ReportForm
  private let access: ProofAccess

  init(_ arguments: ParsedArguments) throws(UsageError) {
    object = try arguments.requiredOperand(0, "object")
    form = try ReportForm(arguments)
    access = try ProofAccess(arguments, isQuiet: form == .quiet)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let judged = try access.open(in: context)
    let report = judged.report
    guard let prover = judged.prover else {
      // Without a trust chain nothing can be said of anything.
      if form == .json {
        try context.output.json(ProofRendering.document(nil, of: object, in: report))
      } else {
        try context.print(report, as: form)
      }
      return RepositoryAccess.status(report.verdict)
    }
    let proof = try judged.proof(of: object, by: prover)
    if form == .json {
      try context.output.json(ProofRendering.document(proof, of: object, in: report))
    } else if form != .quiet {
      let rendering = ProofRendering(context.outputStyle, showsAll: form == .all)
      try context.output.write(rendering.text(proof))
    }
    return RepositoryAccess.status(proof.verdict)
  }
}
