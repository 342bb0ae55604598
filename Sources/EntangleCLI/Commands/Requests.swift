internal import EntangleModel
internal import EntangleVerify

/// `entangle requests`: lists the requests for a connection that have been verified.
struct Requests: Command {
  static let spec = CommandSpec(
    ["requests"], summary: "list requests for a connection that wait for a verdict",
    category: .work,
    options: [
      .flag("all", help: "those too that have been let in or decided, or have expired"),
      .value("to", "id", form: .principal, help: "only those to this principal"),
      .value("from", "id", form: .principal, help: "only those by this principal"),
    ] + Record.options,
    details: [
      "One line each: its id, how far it is, by whom and to whom, when it expires, and the first line "
        + "of its message. Nobody is asked to decide on what somebody else may have written: a request "
        + "whose signature, lane and right have not been verified is never listed, nor one that a "
        + "thief of its key may have signed.",
      "'entangle verdict' decides.",
    ], environment: RepositoryAccess.environment)

  private let isAll: Bool
  private let to: PrincipalID?
  private let from: PrincipalID?
  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    isAll = arguments.flag("all")
    to = try arguments.value("to").map { text throws(UsageError) in
      try Arguments.principal(text)
    }
    from = try arguments.value("from").map { text throws(UsageError) in
      try Arguments.principal(text)
    }
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let record = try Record.open(options, in: context)
    let requests = ConnectionDescription.all(in: record).filter { request in
      (isAll || request.isWaiting) && (to == nil || request.to == to)
        && (from == nil || request.from == from)
    }
    if options.isJSON {
      try context.output.json(
        record.document(
          "entangle/requests@v1", ["requests": .array(requests.map { .object($0.members) })]))
    } else {
      try context.output.write(TextTable.text(requests.map(\.cells)))
    }
    return record.status
  }
}
