extension RuleBook {
  /// The text of `Docs/rules.md`: one section for each rule, sorted by code.
  public static var markdown: String {
    """
    # The rules

    What entangle refuses, by permanent code. This page is made from the rules themselves
    (`Sources/EntangleVerify/Rules`); what they mean is laid down in [format.md](format.md). Where
    only something is missing, the finding is undecided instead.

    """ + texts.map { "\n" + $0.markdownSection }.joined()
  }
}

extension RuleText {
  /// The section of one rule in `Docs/rules.md`.
  public var markdownSection: String {
    "## \(code) \(title)\n\nRule: \(rule)\n\nStops: \(stops)\n\nMend: \(hint)\n"
  }
}
