internal import EntangleModel
internal import EntangleVerify

/// `entangle rules`: shows the book of rules, or one rule in full.
struct Rules: Command {
  static let spec = CommandSpec(
    ["rules"], summary: "list the rules, or explain one", category: .verification,
    options: [.json, .markdown],
    operands: [OperandSpec("code", .optional, help: "the code of a rule, such as W109")],
    details: [
      "Each rule has a permanent code, which stands in every refusal. Of one rule it says what must "
        + "hold, which attack that stops, and the way out."
    ])

  private let form: DocumentForm
  private let code: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    form = try DocumentForm(arguments)
    code = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let texts = RuleBook.texts.filter { code == nil || $0.code == code }
    if let code, texts.isEmpty {
      throw CommandError("no rule '\(code)'", hint: "'entangle rules' lists them")
    }
    switch form {
    case .json:
      try context.output.json(
        .object([
          "schema": .string("entangle/rules@v1"),
          "rules": .array(texts.map { Self.document($0) }),
        ]))
    case .markdown:
      try context.output.write(
        code == nil ? RuleBook.markdown : texts.map(\.markdownSection).joined())
    case .text where code != nil:
      for text in texts {
        try context.output.line("\(text.code): \(text.title)")
        try context.output.line("rule: \(text.rule)")
        try context.output.line("stops: \(text.stops)")
        try context.output.line("hint: \(text.hint)")
      }
    case .text:
      try context.output.write(TextTable.text(texts.map { [$0.code, $0.title] }))
    }
    return .ok
  }

  private static func document(_ text: RuleText) -> JSONValue {
    .object([
      "code": .string(text.code), "title": .string(text.title), "rule": .string(text.rule),
      "stops": .string(text.stops), "hint": .string(text.hint),
    ])
  }
}
