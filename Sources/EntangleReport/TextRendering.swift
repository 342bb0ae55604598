internal import EntangleModel
public import EntangleVerify

/// A report as people read it: the verdict, then each finding that stands for itself, with how many
/// others follow from it.
///
/// Whatever comes from the repository is printed with control characters and bytes above ASCII
/// escaped, so that no name can steer a terminal.
public struct TextRendering {
  /// How many findings are shown unless all of them are asked for.
  public static let limit = 20

  let style: ReportStyle
  private let showsAll: Bool

  /// Takes how the text is set, and whether it holds every finding.
  public init(_ style: ReportStyle, showsAll: Bool = false) {
    self.style = style
    self.showsAll = showsAll
  }

  /// The whole text, each line ended by a newline.
  public func text(_ report: Report) -> String {
    verdict(report)
      + findings(FoldedFindings(report.findings, judgement: report.judgement))
  }

  /// Folded findings, with an empty line before each; no more of them than `limit`, unless all shall be
  /// shown.
  func findings(_ folded: FoldedFindings) -> String {
    let shown = showsAll ? folded.groups[...] : folded.groups.prefix(Self.limit)
    let text = shown.map { "\n" + group($0) }.joined()
    let rest = folded.groups[shown.endIndex...]
    guard !rest.isEmpty else { return text }
    let counts = Severity.allCases.reversed().compactMap { severity -> String? in
      let count = rest.count { $0.root.severity == severity }
      let noun = severity == .warning ? count == 1 ? "warning" : "warnings" : severity.rawValue
      return count > 0 ? "\(grouped(count)) \(noun)" : nil
    }
    let noun = rest.count == 1 ? "finding" : "findings"
    return text + "\n"
      + note(
        "\u{2026} and \(grouped(rest.count)) more \(noun): \(counts.joined(separator: ", ")) "
          + "(--all shows them)", indent: 0)
  }

  /// A finding that stands for itself, and what it explains.
  private func group(_ group: FoldedFindings.Group) -> String {
    var text = finding(group.root, place: group.place)
    if !group.likewise.isEmpty {
      let count = group.likewise.count
      text += note(
        "\u{2026} and \(grouped(count)) other \(count == 1 ? "event" : "events") of its lane likewise"
          + (showsAll ? "" : " (--all lists them)"))
      if showsAll { text += list(group.likewise) }
    }
    return text
      + followers(
        group.followers, count: group.followerCount, of: group.likewise.isEmpty ? "it" : "them")
  }

  /// How many objects stand or fall with others, or what is found of each of them where all are asked for;
  /// nothing where there is none.
  func followers(_ followers: [Finding], count: Int, of those: String) -> String {
    guard count > 0 else { return showsAll ? list(followers) : "" }
    let verb = count == 1 ? "follows" : "follow"
    let text = note(
      "\u{2026} and \(grouped(count)) that \(verb) from \(those)"
        + (showsAll ? "" : count == 1 ? " (--all lists it)" : " (--all lists them)"))
    return showsAll ? text + list(followers) : text
  }

  private func list(_ findings: [Finding]) -> String {
    findings.map { note("[\($0.code)] \(displayText($0.object.utf8))", indent: 4) }.joined()
  }

  private func note(_ text: String, indent: Int = 2) -> String {
    style.paragraph(text, indent: indent, painted: style.colours.faint)
  }

  /// Verdict, counts, repository and moment.
  private func verdict(_ report: Report) -> String {
    let counts = Self.counted.compactMap { key, one, many in
      report.checked[key].map { "\($0) \($0 == 1 ? one : many)" }
    }
    let repository = report.repository?.hex ?? "unknown"
    let recorded =
      report.recordedCount == 0
      ? ""
      : style.paragraph(
        "\(report.recordedCount) of the events were verified here before", indent: 2)
    let refs = (report.refs ?? []).map {
      style.paragraph("as far as it bears on \($0)", indent: 2)
    }
    return style.heading(report.verdict.rawValue, ": " + counts.joined(separator: ", "))
      + refs.joined() + style.paragraph("repository \(repository)", indent: 2)
      + style.paragraph("as of \(report.asOf)", indent: 2) + recorded
      + (LogStanding(report).map { style.paragraph($0.text, indent: 2) } ?? "")
  }

  /// One finding, each line ended by a newline; `place` says where its object stands.
  public func finding(_ finding: Finding, place: String? = nil) -> String {
    var text = style.heading(finding.severity.rawValue, " [\(finding.code)] \(finding.title)")
    if finding.object != "-" {
      text += style.paragraph("object \(displayText(finding.object.utf8))", indent: 2)
    }
    if let place { text += style.paragraph(displayText(place.utf8), indent: 2) }
    if !finding.detail.isEmpty {
      text += style.paragraph(displayText(finding.detail.utf8), indent: 2)
    }
    if !finding.hint.isEmpty { text += note("hint: \(displayText(finding.hint.utf8))") }
    return text
  }

  private static let counted = [
    ("trust", "trust state", "trust states"), ("lane", "lane", "lanes"),
    ("event", "event", "events"), ("landing", "landing", "landings"),
    ("commit", "landed commit", "landed commits"), ("receipt", "receipt", "receipts"),
    ("denylist", "entry of the denylist", "entries of the denylist"),
    ("withheld", "withheld commit", "withheld commits"),
  ]
}
