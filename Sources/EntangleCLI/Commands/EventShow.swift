internal import EntangleModel
internal import EntangleVerify

/// `entangle show`: shows one event in full.
struct EventShow: Command {
  static let spec = CommandSpec(
    ["show"], summary: "show one event in full", category: .verification,
    options: Record.options,
    operands: [
      OperandSpec("event", help: "the id of the event, or at least 4 of its first digits")
    ],
    details: ["Only a verified event is shown."], environment: RepositoryAccess.environment)

  private let event: String
  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    event = try arguments.requiredOperand(0, "event")
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let record = try Record.open(options, in: context)
    let judged = try record.event(event)
    let description = EventDescription(judged, in: record.judgement)
    guard options.isJSON else {
      for line in description.lines(in: record) { try context.output.line(line) }
      return record.status
    }
    var members = ["event": description.document]
    members["phase"] = description.phase(in: record.judgement.state).map { .string($0.rawValue) }
    var texts: [String: JSONValue] = [:]
    for file in judged.event.body.files {
      texts[file.name] = record.text(file.name, of: judged)
    }
    members["texts"] = .object(texts)
    try context.output.json(record.document("entangle/show@v1", members))
    return record.status
  }
}
