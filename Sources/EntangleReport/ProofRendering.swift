public import EntangleModel
public import EntangleVerify

/// A proof as people read it.
public struct ProofRendering {
  private let style: ReportStyle
  private let showsAll: Bool

  /// Takes how the text is set, and whether it tells every step of a path and all that follows from a
  /// reason.
  public init(_ style: ReportStyle, showsAll: Bool = false) {
    self.style = style
    self.showsAll = showsAll
  }

  /// The whole text, each line ended by a newline: the steps where there are some, then the reasons
  /// against it with the rules that they name.
  public func text(_ proof: Proof) -> String {
    var text = style.heading(proof.verdict.rawValue, ": \(displayText(proof.title.utf8))")
    for (position, step) in proof.steps.enumerated() {
      text += "\n" + style.paragraph("\(position + 1). \(displayText(step.title.utf8))")
      for detail in step.details {
        text += style.paragraph(displayText(detail.utf8), indent: 3)
      }
    }
    if proof.path.count > 1 { text += path(proof.path) }
    let rendering = TextRendering(style, showsAll: showsAll)
    for reason in proof.reasons {
      let isEnd = reason.object == proof.path.last
      text += "\n" + rendering.finding(reason, place: isEnd ? proof.place : nil)
      guard let rule = RuleBook.texts.first(where: { $0.code == reason.code }) else { continue }
      text += style.paragraph("rule: \(rule.rule)", indent: 2)
      text += style.paragraph("stops: \(rule.stops)", indent: 2)
    }
    return text
      + rendering.followers(
        proof.followers, count: Set(proof.followers.map(\.object)).count, of: "it")
  }

  /// The same as a document, `entangle/why@v1`: `schema`, `repository` (64 digits or `unknown`), `verdict`, `asOf`, `object` (what
  /// was asked for), `title`, `steps` (each with `title` and `details`), `path` (from the object to the one whose
  /// findings say why), `reasons` and `followers` (findings as in a report). Where there is no proof, as nothing can
  /// be proved without a trust chain, the report says why, and there is no `title`.
  public static func document(
    _ proof: Proof?, of object: String, in report: Report
  ) -> JSONValue {
    let steps = (proof?.steps ?? []).map { step in
      JSONValue.object([
        "title": .string(step.title), "details": .array(step.details.map { .string($0) }),
      ])
    }
    let reasons = proof?.reasons ?? report.findings
    var members: [String: JSONValue] = [
      "schema": .string("entangle/why@v1"),
      "repository": .string(report.repository?.hex ?? "unknown"),
      "verdict": .string((proof?.verdict ?? report.verdict).rawValue),
      "asOf": .string(report.asOf.description), "object": .string(object),
      "steps": .array(steps), "path": .array((proof?.path ?? []).map { .string($0) }),
      "reasons": .array(reasons.map { JSONRendering.finding($0) }),
      "followers": .array((proof?.followers ?? []).map { JSONRendering.finding($0) }),
    ]
    members["title"] = proof.map { .string($0.title) }
    return .object(members)
  }

  private func path(_ path: [String]) -> String {
    var text = ""
    let shown = showsAll ? path.count : 3
    for (object, base) in zip(path.prefix(shown), path.dropFirst()) {
      text += "  \(displayText(object.utf8))\n    builds on \(displayText(base.utf8))\n"
    }
    let more = path.count - 4
    if !showsAll, more > 0, let end = path.last {
      text += style.paragraph(
        "\u{2026} and \(grouped(more)) more \(more == 1 ? "step" : "steps"), down to \(end) "
          + "(--all shows them)", indent: 2)
    }
    return text
  }
}
