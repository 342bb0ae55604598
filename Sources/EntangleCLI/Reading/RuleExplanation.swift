internal import EntangleModel
internal import EntangleVerify

/// What a rule says of itself, as commands print it.
struct RuleExplanation {
  let text: RuleText

  init(_ text: RuleText) {
    self.text = text
  }

  /// The rule of that code, whose letter may be small; throws `UsageError` for a code that none has.
  init(_ code: String) throws(UsageError) {
    let spelled = code.uppercased()
    guard let text = RuleBook.texts.first(where: { $0.code == spelled }) else {
      throw UsageError(
        "'\(displayText(code.utf8))' is no code of a rule; 'entangle rules' lists them")
    }
    self.text = text
  }

  /// For people, each line ended by a newline: code and title, what must hold, which attack that stops,
  /// the way out.
  var lines: String {
    "\(text.code): \(text.title)\nrule: \(text.rule)\nstops: \(text.stops)\nhint: \(text.hint)\n"
  }

  /// Rules for programs, `entangle/rules@v1`.
  static func document(_ texts: [RuleText]) -> JSONValue {
    let rules = texts.map { text in
      JSONValue.object([
        "code": .string(text.code), "title": .string(text.title), "rule": .string(text.rule),
        "stops": .string(text.stops), "hint": .string(text.hint),
      ])
    }
    return .object(["schema": .string("entangle/rules@v1"), "rules": .array(rules)])
  }
}
