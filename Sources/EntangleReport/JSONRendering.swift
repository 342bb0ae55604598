public import EntangleModel
public import EntangleVerify

/// A report as one canonical document, `entangle/report@v1`, for programs.
public enum JSONRendering {
  /// The document: `schema`, `repository` (64 digits or `unknown`), `verdict`, `asOf`, `checked`
  /// (counts by type), `recorded` (how many of the events were verified before) and `findings` in the order of the report; `refs` where it is about some refs
  /// alone, and `log` where there are receipts: `receipt` (the newest), `time`, `signers`, `confirmedBy` (how many of them have seen it), and
  /// `confirmed` (the furthest that any other signer has seen) with `confirmedTime`.
  public static func document(_ report: Report) -> JSONValue {
    let roots = FindingChains(report.findings).roots()
    var members: [String: JSONValue] = [
      "schema": .string("entangle/report@v1"),
      "repository": .string(report.repository?.hex ?? "unknown"),
      "verdict": .string(report.verdict.rawValue),
      "asOf": .string(report.asOf.description),
      "checked": .object(report.checked.mapValues { .integer(Int64($0)) }),
      "recorded": .integer(Int64(report.recordedCount)),
      "findings": .array(report.findings.map { finding($0, root: roots[$0.object]) }),
    ]
    members["log"] = LogStanding(report)?.json
    members["refs"] = report.refs.map { .array($0.map { .string($0.description) }) }
    return .object(members)
  }

  /// One finding: `code`, `severity`, `object`, `title`, `detail`, `hint`; and `root`, the object whose
  /// own findings are the reason for it, where that is known: `object` itself where it is its own.
  public static func finding(_ finding: Finding, root: String? = nil) -> JSONValue {
    var members: [String: JSONValue] = [
      "code": .string(finding.code),
      "severity": .string(finding.severity.rawValue),
      "object": .string(finding.object),
      "title": .string(finding.title),
      "detail": .string(finding.detail),
      "hint": .string(finding.hint),
    ]
    members["root"] = root.map { .string($0) }
    return .object(members)
  }
}
