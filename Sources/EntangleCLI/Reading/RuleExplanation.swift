internal import EntangleModel
internal import EntangleVerify

/// What a rule says of itself, as commands print it.
struct RuleExplanation {
  let text: RuleText

  init(_ text: RuleText) {
    self.text = text
  }

  /// The rule of that code; a code that none has is fatal.
  init(_ code: String) throws(CommandError) {
    guard let text = RuleBook.texts.first(where: { $0.code == code }) else {
      throw CommandError(
        "no rule '\(displayText(code.utf8))'", hint: "'entangle rules' lists them")
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
