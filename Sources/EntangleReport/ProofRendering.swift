internal import EntangleModel
internal import EntangleVerify

/// A proof as people read it.
public struct ProofRendering {
  private let colours: ReportColours

  /// Takes the decision whether there are colours.
  public init(colours: ReportColours) {
    self.colours = colours
  }

  /// The whole text, each line ended by a newline: the steps where there are some, then the reasons
  /// against it with the rules that they name.
  public func text(_ proof: Proof) -> String {
    var text = colours.word(proof.verdict.rawValue) + ": \(displayText(proof.title.utf8))\n"
    for (position, step) in proof.steps.enumerated() {
      text += "\n\(position + 1). \(displayText(step.title.utf8))\n"
      for detail in step.details { text += "   \(displayText(detail.utf8))\n" }
    }
    if proof.path.count > 1 { text += path(proof.path) }
    let rendering = TextRendering(colours: colours)
    for reason in proof.reasons {
      text += "\n" + rendering.finding(reason)
      guard let rule = RuleBook.texts.first(where: { $0.code == reason.code }) else { continue }
      text += "  rule: \(rule.rule)\n  stops: \(rule.stops)\n"
    }
    return text
  }

  private func path(_ path: [String]) -> String {
    var text = ""
    for (object, base) in zip(path.prefix(3), path.dropFirst()) {
      text += "  \(object)\n    builds on \(base)\n"
    }
    let more = path.count - 4
    if more > 0, let end = path.last {
      let steps = more == 1 ? "step" : "steps"
      text += "  \u{2026} and \(more) more \(steps), down to \(end)\n"
    }
    return text
  }
}
