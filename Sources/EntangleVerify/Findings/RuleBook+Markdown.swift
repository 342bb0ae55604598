extension RuleBook {
  /// The text of `Docs/rules.md`: one section for each rule, sorted by code.
  public static var markdown: String {
    let sections = texts.map { text in
      """

      ## \(text.code) \(text.title)

      Rule: \(text.rule)

      Stops: \(text.stops)

      Mend: \(text.hint)

      """
    }
    return """
      # The rules

      What entangle refuses, by permanent code. This page is made from the rules themselves
      (`Sources/EntangleVerify/Rules`); what they mean is laid down in [format.md](format.md). Where
      only something is missing, the finding is undecided instead.

      """ + sections.joined()
  }
}
