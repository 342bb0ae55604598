internal import EntangleGit
internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle prove`: packs what shows that one object stands into one file.
struct Prove: Command {
  static let spec = CommandSpec(
    ["prove"], summary: "pack what shows that one object stands into one file",
    category: .verification, options: ProofAccess.options,
    operands: [OperandSpec("object", help: "what is to be proved")],
    details: [
      "The object is named as for 'entangle why', or is a tag. The proof is printed: redirect it into a "
        + "file. 'entangle verify --proof' checks it anywhere, by the repository id alone, and so does "
        + "templates/checkproof.py, which knows nothing of entangle.",
      "It holds the trust chain, the event that is asked for, what it follows from, and the raw commits "
        + "that these name; no file of the code and none of an artifact.",
      "It shows that the object stands as of the newest trust state here. It cannot show that nothing came "
        + "later or was left out: a withdrawal, a newer trust state, where a branch stands now.",
      "Ends with 1 or 2, and prints nothing, where the object does not stand here.",
    ], environment: RepositoryAccess.environment)

  private let object: String
  private let access: ProofAccess

  init(_ arguments: ParsedArguments) throws(UsageError) {
    object = try arguments.requiredOperand(0, "object")
    access = try ProofAccess(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let judged = try access.open(anew: true, in: context)
    guard let judgement = judged.report.judgement, let prover = judged.prover else {
      try judged.governed.requireLaw()
      throw CommandError(judged.report.findings)
    }
    let claim = try claim(judged, judgement, prover)
    let packer = ProofPacker(
      judgement, objects: judged.governed.objects.unproven, cryptography: context.cryptography,
      workers: context.workers, now: judged.report.asOf)
    let proof: ProofFile
    do throws(ProofPackingError) {
      proof = try packer.proof(of: claim)
    } catch {
      throw Self.error(error, object)
    }
    try context.output.write(proof.encoded)
    return .ok
  }

  /// What can be said of the object; throws where it does not stand.
  private func claim(
    _ judged: ProofAccess.Judged, _ judgement: Judgement, _ prover: Prover
  ) throws(CommandError) -> ProofClaim {
    if let name = judged.ref(object), let tip = judged.governed.tags[name] {
      let claim = try judged.tagging(name, at: tip)
      return try standing(claim, .event(claim.event ?? tip), prover)
    }
    let subject = try judged.subject(object)
    guard let claim = subject.claim(in: judgement, format: judged.governed.objects.format) else {
      throw CommandError(
        "there is nothing to prove of '\(displayText(object.utf8))'",
        hint: "entangle why \(displayText(object.utf8))", status: .refused)
    }
    return try standing(claim, subject, prover)
  }

  private func standing(
    _ claim: ProofClaim, _ subject: ProofSubject, _ prover: Prover
  ) throws(CommandError) -> ProofClaim {
    let verdict = prover.proof(of: subject).verdict
    guard verdict != .verified else { return claim }
    throw CommandError(
      "'\(displayText(object.utf8))' is \(verdict.rawValue): there is nothing to prove",
      hint: "entangle why \(displayText(object.utf8))", status: RepositoryAccess.status(verdict))
  }

  private static func error(_ error: ProofPackingError, _ object: String) -> CommandError {
    let object = displayText(object.utf8)
    switch error {
    case .tooLarge(let size, let limit):
      return CommandError(
        "the proof of '\(object)' would have \(size) bytes, more than \(limit)",
        hint: "hand on a bundle: git bundle create FILE --all")
    case .notShown(let findings):
      let reason = findings.first.map { " [\($0.code)] \($0.title)" } ?? ""
      return CommandError(
        "a part of the history does not show that '\(object)' stands:\(reason)",
        hint: "hand on a bundle: git bundle create FILE --all")
    }
  }
}
