internal import EntangleModel
public import EntangleVerify

/// A report as people read it: the verdict, then each finding that stands for itself, with how many
/// events merely build on it.
///
/// Whatever comes from the repository is printed with control characters and bytes above ASCII
/// escaped, so that no name can steer a terminal.
public struct TextRendering {
  private let colours: ReportColours

  /// Takes the decision whether there are colours.
  public init(colours: ReportColours) {
    self.colours = colours
  }

  /// The whole text, each line ended by a newline.
  public func text(_ report: Report) -> String {
    let followers = FindingChains(report.findings).followers
    let roots = report.findings.filter { $0.base == nil }
    var last: [String: Int] = [:]
    for (position, root) in roots.enumerated() { last[root.object] = position }
    var text = verdict(report)
    for (position, root) in roots.enumerated() {
      text += "\n" + finding(root)
      if last[root.object] == position, let count = followers[root.object] {
        let events = count == 1 ? "event that builds" : "events that build"
        text += "  " + colours.faint("\u{2026} and \(count) \(events) on it") + "\n"
      }
    }
    return text
  }

  /// Verdict, counts, repository and moment.
  private func verdict(_ report: Report) -> String {
    let counts = Self.counted.compactMap { key, one, many in
      report.checked[key].map { "\($0) \($0 == 1 ? one : many)" }
    }
    let repository = report.repository?.hex ?? "unknown"
    let recorded =
      report.recordedCount == 0
      ? "" : "  \(report.recordedCount) of the events were verified here before\n"
    let refs = (report.refs ?? []).map { "  as far as it bears on \($0)\n" }.joined()
    return colours.word(report.verdict.rawValue) + ": " + counts.joined(separator: ", ") + "\n"
      + refs + "  repository \(repository)\n  as of \(report.asOf)\n" + recorded
  }

  /// One finding, each line ended by a newline.
  public func finding(_ finding: Finding) -> String {
    var text = colours.word(finding.severity.rawValue) + " [\(finding.code)] \(finding.title)\n"
    if finding.object != "-" { text += "  object \(displayText(finding.object.utf8))\n" }
    if !finding.detail.isEmpty { text += "  \(displayText(finding.detail.utf8))\n" }
    if !finding.hint.isEmpty {
      text += "  " + colours.faint("hint: \(displayText(finding.hint.utf8))") + "\n"
    }
    return text
  }

  private static let counted = [
    ("trust", "trust state", "trust states"), ("lane", "lane", "lanes"),
    ("event", "event", "events"), ("landing", "landing", "landings"),
    ("commit", "landed commit", "landed commits"),
  ]
}
