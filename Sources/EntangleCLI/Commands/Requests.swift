internal import EntangleModel
internal import EntangleVerify

/// `entangle requests`: lists the requests for a connection that have been verified.
struct Requests: Command {
  static let spec = CommandSpec(
    ["requests"], summary: "list requests for a connection that wait for a verdict",
    category: .work,
    options: PartySelection.options(
      all: "those too that have been let in or decided, or have expired",
      to: "only those to this principal",
      from: "only those by this principal"
    ) + Record.options,
    details: [
      "One line each: its id, how far it is, by whom and to whom, when it expires, and the first line "
        + "of its message. Nobody is asked to decide on what somebody else may have written: a request "
        + "whose signature, lane and right have not been verified is never listed, nor one that a "
        + "thief of its key may have signed.",
      "'entangle verdict' decides.",
    ], environment: RepositoryAccess.environment)

  private let selection: PartySelection
  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    selection = try PartySelection(arguments)
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let record = try Record.open(options, in: context)
    let requests = ConnectionDescription.all(in: record).filter {
      selection.takes(isOpen: $0.isWaiting, from: $0.from, to: $0.to)
    }
    if options.isJSON {
      try context.output.json(
        record.document(
          "entangle/requests@v1", ["requests": .array(requests.map { .object($0.members) })]))
    } else {
      try context.output.write(TextTable.text(requests.map(\.cells), within: context.outputColumns))
    }
    return record.status
  }
}
