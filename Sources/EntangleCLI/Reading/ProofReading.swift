internal import EntangleModel
internal import EntangleReport
internal import EntangleSystem
internal import EntangleVerify

/// A proof that is to be checked.
struct ProofReading {
  /// The file; `-` is standard input.
  let path: String
  /// The trust root that was given; nil for one that is pinned.
  let trustRoot: SHA256Digest?
  /// The moment that was given; nil for now.
  let asOf: Timestamp?

  /// Checks it and says what came of it. Throws with the status *refused* what is no proof.
  func report(
    as form: ReportForm, in context: CommandContext
  ) throws(CommandError) -> ExitStatus {
    let file = try file(in: context)
    let now = if let asOf { asOf } else { try context.now() }
    let proof = ProofVerifier(
      file, trustRoot: try root(of: file, in: context), now: now,
      cryptography: context.cryptography, workers: context.workers
    ).report()
    switch form {
    case .json: try context.output.json(ProofReportRendering.document(proof))
    case .text, .all:
      try context.output.write(ProofReportRendering(context.outputStyle).text(proof))
    case .porcelain, .quiet: break
    }
    return RepositoryAccess.status(proof.verdict)
  }

  private func file(in context: CommandContext) throws(CommandError) -> ProofFile {
    let limit = ReadLimits().proofBytes
    let bytes =
      path == "-"
      ? try context.input.readAll(limit: limit)
      : try attempt { try FileSystem.read(context.path(path), limit: limit) }
    do throws(DocumentDefect) {
      return try ProofFile(bytes)
    } catch {
      throw CommandError(
        "'\(displayText(path.utf8))' is no proof: \(error.detail)",
        hint: "ask whoever made it for the file as 'entangle prove' wrote it", status: .refused)
    }
  }

  /// The trust root that was given, else the one that the file names, if it is pinned.
  private func root(
    of file: ProofFile, in context: CommandContext
  ) throws(CommandError) -> SHA256Digest? {
    if let trustRoot { return trustRoot }
    return try PinStore(context).holds(file.repository) ? file.repository : nil
  }
}
