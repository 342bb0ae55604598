internal import EntangleModel
internal import EntangleVerify

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
