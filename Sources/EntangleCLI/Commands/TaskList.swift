internal import EntangleModel
internal import EntangleVerify

/// `entangle task list`: lists tasks and how far they are.
struct TaskList: Command {
  static let spec = CommandSpec(
    ["task", "list"], summary: "list tasks and how far they are", category: .work,
    options: PartySelection.options(
      all: "those too that have come to an end",
      to: "only those that this principal has now",
      from: "only those that this principal requested"
    ) + Record.options,
    details: [
      "One line each: its id, how far it is, who requested it, who has it, and the first line of its "
        + "brief. Only what is verified is listed."
    ], environment: RepositoryAccess.environment)

  private let selection: PartySelection
  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    selection = try PartySelection(arguments)
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let record = try Record.open(options, in: context)
    let tasks = TaskDescription.all(in: record).filter { task in
      selection.takes(
        isOpen: task.isOpen, from: task.request.event.body.lane.principal,
        to: task.current.addressee)
    }
    if options.isJSON {
      try context.output.json(
        record.document(
          "entangle/task-list@v1", ["tasks": .array(tasks.map { .object($0.members) })]))
    } else {
      try context.output.write(TextTable.text(tasks.map(\.cells), within: context.outputColumns))
    }
    return record.status
  }
}
