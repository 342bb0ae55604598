public import EntangleModel
public import EntangleVerify

/// A report as one canonical document, `entangle/report@v1`, for programs.
public enum JSONRendering {
  /// The document: `schema`, `repository` (64 digits or `unknown`), `verdict`, `asOf`, `checked`
  /// (counts by type), `recorded` (how many of the events were verified before) and `findings` in the order of the report; `refs` where it is about some refs
  /// alone.
  public static func document(_ report: Report) -> JSONValue {
    var members: [String: JSONValue] = [
      "schema": .string("entangle/report@v1"),
      "repository": .string(report.repository?.hex ?? "unknown"),
      "verdict": .string(report.verdict.rawValue),
      "asOf": .string(report.asOf.description),
      "checked": .object(report.checked.mapValues { .integer(Int64($0)) }),
      "recorded": .integer(Int64(report.recordedCount)),
      "findings": .array(report.findings.map { finding($0) }),
    ]
    members["refs"] = report.refs.map { .array($0.map { .string($0.description) }) }
    return .object(members)
  }

  /// One finding: `code`, `severity`, `object`, `title`, `detail`, `hint`.
  public static func finding(_ finding: Finding) -> JSONValue {
    .object([
      "code": .string(finding.code),
      "severity": .string(finding.severity.rawValue),
      "object": .string(finding.object),
      "title": .string(finding.title),
      "detail": .string(finding.detail),
      "hint": .string(finding.hint),
    ])
  }
}
