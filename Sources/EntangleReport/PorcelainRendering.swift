internal import EntangleModel
public import EntangleVerify

/// A report in lines for scripts, whose form changes only with its version: fields separated by tabs, the
/// first of which says what the line is. Bytes that are not printable ASCII stand as `\xHH`, so that no
/// field holds a tab, a newline or any other control character; an empty field is `-`.
public enum PorcelainRendering {
  /// The version of the form.
  public static let version = 1

  /// What each line is, for the manual, in the order in which they come.
  public static let lines = [
    "version <1>",
    "verdict <verified, refused or undecided>",
    "repository <id, or unknown>",
    "as-of <time>",
    "checked <type> <count>, for each type of thing that was judged",
    "recorded <count>, of the events: those that were verified here before",
    "ref <name>, for each ref that was named",
    "finding <refused, undecided or warning> <code> <object> <root> <detail>, for each finding",
  ]

  /// All lines, each ended by a newline.
  public static func text(_ report: Report) -> String {
    let roots = FindingChains(report.findings).roots()
    var lines = [
      ["version", String(version)], ["verdict", report.verdict.rawValue],
      ["repository", report.repository?.hex ?? "unknown"], ["as-of", report.asOf.description],
    ]
    for (type, count) in report.checked.sorted(by: { $0.key < $1.key }) {
      lines.append(["checked", type, String(count)])
    }
    lines.append(["recorded", String(report.recordedCount)])
    for ref in report.refs ?? [] { lines.append(["ref", ref.description]) }
    for finding in report.findings {
      lines.append([
        "finding", finding.severity.rawValue, finding.code, finding.object,
        roots[finding.object] ?? finding.object, finding.detail,
      ])
    }
    return lines.map { fields in
      fields.map { $0.isEmpty ? "-" : displayText($0.utf8) }.joined(separator: "\t") + "\n"
    }.joined()
  }
}
