internal import EntangleModel
internal import EntangleVerify

/// `entangle task list`: lists tasks and how far they are.
struct TaskList: Command {
  static let spec = CommandSpec(
    ["task", "list"], summary: "list tasks and how far they are", category: .work,
    options: [
      .flag("all", help: "those too that have come to an end"),
      .value("to", "id", form: .principal, help: "only those that this principal has now"),
      .value("from", "id", form: .principal, help: "only those that this principal requested"),
    ] + Record.options,
    details: [
      "One line each: its id, how far it is, who requested it, who has it, and the first line of its "
        + "brief. Only what is verified is listed."
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
    let tasks = TaskDescription.all(in: record).filter { task in
      (isAll || task.isOpen) && (to == nil || task.current.addressee == to)
        && (from == nil || task.request.event.body.lane.principal == from)
    }
    if options.isJSON {
      try context.output.json(
        record.document(
          "entangle/task-list@v1", ["tasks": .array(tasks.map { .object($0.members) })]))
    } else {
      try context.output.write(TextTable.text(tasks.map(\.cells)))
    }
    return record.status
  }
}
