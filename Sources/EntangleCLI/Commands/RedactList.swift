internal import EntangleModel
internal import EntangleVerify

/// `entangle redact list`: lists what was taken out of the history.
struct RedactList: Command {
  static let spec = CommandSpec(
    ["redact", "list"], summary: "list what was taken out of the history, and since when",
    category: .trust, options: Record.options,
    details: [
      "One line each: number, reason, since which version of the law, how many commits, and which branch it moved from where to "
        + "where."
    ], environment: RepositoryAccess.environment, related: ["entangle-redact-add(1)"])

  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let record = try Record.open(options, in: context)
    let chain = record.judgement.chain
    let redactions = (chain.newest?.state.redactions ?? [:]).sorted { $0.key < $1.key }.map {
      number, redaction in
      let since = chain.steps.first { $0.state.redactions[number] != nil }?.name.version ?? 0
      return (number: number, since: since, redaction: redaction)
    }
    if options.isJSON {
      try context.output.json(
        record.document(
          "entangle/redactions@v1",
          [
            "redactions": .array(
              redactions.map { document($0.number, $0.since, $0.redaction) })
          ]))
    } else {
      try context.output.write(
        TextTable.text(redactions.map { cells($0.number, $0.since, $0.redaction) }))
    }
    return record.status
  }

  private func cells(_ number: Int64, _ since: Int64, _ redaction: Redaction) -> [String] {
    [
      String(number), redaction.reason.rawValue, "version \(since)",
      "\(redaction.withheld.count) commits",
      redaction.move.map { "\($0.ref) \($0.old.id.short) -> \($0.new.id.short)" } ?? "",
    ]
  }

  private func document(_ number: Int64, _ since: Int64, _ redaction: Redaction) -> JSONValue {
    var members: [String: JSONValue] = [
      "number": .integer(number), "reason": .string(redaction.reason.rawValue),
      "version": .integer(since),
      "withheld": .array(redaction.withheld.map { .string($0.id.hex) }),
    ]
    if let move = redaction.move {
      members["ref"] = .string(move.ref.description)
      members["old"] = .string(move.old.id.hex)
      members["new"] = .string(move.new.id.hex)
    }
    return .object(members)
  }
}
