internal import EntangleModel
internal import EntangleVerify

/// `entangle rules`: shows the book of rules, or one rule in full.
struct Rules: Command {
  static let spec = CommandSpec(
    ["rules"], summary: "list the rules, or explain one", category: .verification,
    options: [.json, .markdown],
    operands: [
      OperandSpec(
        "code", .optional, form: .rule,
        help: "the code of a rule, such as W109")
    ],
    details: [
      "Each rule has a permanent code, which stands in every refusal. Of one rule it says what must "
        + "hold, which attack that stops, and the way out."
    ])

  private let form: DocumentForm
  private let explained: RuleExplanation?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    form = try DocumentForm(arguments)
    explained = try arguments.operand(0).map { code throws(UsageError) in
      try RuleExplanation(code)
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let texts = explained.map { [$0.text] } ?? RuleBook.texts
    switch form {
    case .json:
      try context.output.json(RuleExplanation.document(texts))
    case .markdown:
      try context.output.write(
        explained == nil ? RuleBook.markdown : texts.map(\.markdownSection).joined())
    case .text:
      if let explained {
        try context.output.write(explained.lines)
        break
      }
      try context.output.write(TextTable.text(texts.map { [$0.code, $0.title] }))
    }
    return .ok
  }
}
