internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// What `entangle artifact verify` says of one artifact.
struct ArtifactVerdict {
  let artifact: RecordedArtifact
  let examination: ArtifactExamination
  let proof: Proof
  /// When it is asked.
  let moment: Timestamp

  /// What the verifier says of the result and the ref, and never better than what the parts say. Without
  /// a result nothing better than *undecided*.
  var verdict: Verdict {
    let cited: Verdict = artifact.result == nil ? .undecided : .verified
    return .worst(of: [proof.verdict, examination.verdict, cited])
  }

  /// For people, each line ended by a newline.
  func text(_ colours: ReportColours) -> String {
    var text = colours.word(verdict.rawValue)
    text += ": artifact \(artifact.task)/\(artifact.runner)/\(artifact.attempt)\n"
    var rows = [["  commit", "\(artifact.commit)"]]
    for (part, outcome) in examination.outcomes where part != .commit || outcome != .good {
      rows.append(["  \(part.rawValue)", words(part, outcome)])
    }
    rows.append(["  result", citation])
    text += TextTable.text(rows)
    for file in examination.files where file.state != .same {
      text += "  \(file.state.rawValue): '\(displayText(file.path.utf8))'\(Self.details(file))\n"
    }
    if proof.path.count > 1, let end = proof.path.last { text += "  builds on \(end)\n" }
    let rendering = TextRendering(ReportStyle(colours: colours))
    for reason in proof.reasons { text += "\n" + rendering.finding(reason) }
    return text
  }

  /// For programs.
  var document: JSONValue {
    var members: [String: JSONValue] = [
      "task": .string(artifact.task.hex), "runner": .string(artifact.runner.text),
      "attempt": .integer(artifact.attempt), "commit": .string(artifact.commit.hex),
      "ref": .string(artifact.ref.description), "atRef": .bool(artifact.isAtRef),
      "standing": .string(artifact.result.map { "\($0.standing)" } ?? "none"),
      "verdict": .string(verdict.rawValue),
      "parts": .array(
        examination.outcomes.map { part, outcome in
          Self.document(part, outcome, keyEnd: part == .signature ? keyEnd : nil)
        }),
      "files": .array(examination.files.map(Self.document)),
      "findings": .array(proof.reasons.map { JSONRendering.finding($0) }),
    ]
    members["event"] = artifact.result.map { .string($0.event.id.hex) }
    return .object(members)
  }

  private func words(
    _ part: ArtifactExamination.Part, _ outcome: ArtifactExamination.Outcome
  ) -> String {
    switch outcome {
    case .wrong(let detail): return "refused: \(displayText(detail.utf8))"
    case .missing(let detail): return "undecided: \(displayText(detail.utf8))"
    case .good:
      switch part {
      case .commit: return "in its one form"
      case .envelope: return "a DSSE envelope around an in-toto Statement, in its one form"
      case .signature:
        let key = "artifact key \(examination.keyID?.text ?? "?") of \(artifact.runner)"
        return "valid, by \(key)" + (keyEnd.map { ", which is \($0)" } ?? "")
      case .files:
        let count = examination.files.count
        return (count == 1 ? "1 file" : "\(count) files") + " as listed, by SHA-256"
      case .materials:
        return "commit \(examination.manifest?.input.id.hex ?? "?"), as its digests say"
      }
    }
  }

  /// How the key has ended since, whether what it has signed counts or not; nil while it signs.
  private var keyEnd: String? {
    guard let key = examination.key else { return nil }
    if let end = key.revocation { return "revoked as \(end.reason.rawValue), at \(end.at)" }
    return key.notAfter.flatMap { $0 < moment ? "over since \($0)" : nil }
  }

  private var citation: String {
    guard let result = artifact.result else { return "none names it, so it does not count" }
    let standing = result.standing == .accepted ? "counts" : "\(result.standing)"
    return "task.result \(result.event.id), \(standing)"
  }

  private static func details(_ file: OutputComparison) -> String {
    guard let listed = file.listed, let stored = file.stored, listed != stored else { return "" }
    var details: [String] = []
    if listed.digest != stored.digest {
      details.append("SHA-256 \(stored.digest), listed \(listed.digest)")
    }
    if listed.size != stored.size {
      details.append("\(stored.size) bytes, listed \(listed.size)")
    }
    if listed.isExecutable != stored.isExecutable {
      details.append(stored.isExecutable ? "executable" : "not executable")
    }
    return ": " + details.joined(separator: "; ")
  }

  private static func document(
    _ part: ArtifactExamination.Part, _ outcome: ArtifactExamination.Outcome, keyEnd: String?
  ) -> JSONValue {
    let (verdict, detail): (Verdict, String) =
      switch outcome {
      case .good: (.verified, keyEnd.map { "the key is \($0)" } ?? "")
      case .wrong(let detail): (.refused, detail)
      case .missing(let detail): (.undecided, detail)
      }
    return .object([
      "part": .string(part.rawValue), "verdict": .string(verdict.rawValue),
      "detail": .string(detail),
    ])
  }

  private static func document(_ file: OutputComparison) -> JSONValue {
    var members: [String: JSONValue] = [
      "path": .string(file.path), "state": .string(file.state.rawValue),
    ]
    members["listed"] = file.listed.map(ArtifactDescription.document)
    members["stored"] = file.stored.map(ArtifactDescription.document)
    return .object(members)
  }
}
