internal import EntangleModel
internal import EntangleVerify

/// `entangle task show`: shows a task and everything that was said about it.
struct TaskShow: Command {
  static let spec = CommandSpec(
    ["task", "show"], summary: "show a task and everything said about it", category: .work,
    options: Record.options, operands: [.task],
    details: ["Its brief, each attempt, and what was said, oldest first; only what is verified."],
    environment: RepositoryAccess.environment)

  private let task: String
  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    task = try arguments.requiredOperand(0, "task")
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let record = try Record.open(options, in: context)
    let named = try record.event(task, .taskRequest, .taskHandoff).event.id
    let request = record.judgement.state.task(offer: named)?.request.event.id
    guard let task = request.flatMap({ TaskDescription($0, in: record) }) else {
      throw CommandError("'\(self.task)' names no task")
    }
    let events = task.events.map { EventDescription($0, in: record.judgement) }
    if options.isJSON {
      var members = task.members
      members["events"] = .array(events.map(\.document))
      try context.output.json(record.document("entangle/task-show@v1", members))
      return record.status
    }
    let shown = EventDescription(task.request, in: record.judgement)
    for line in shown.lines(in: record) where !line.hasPrefix("phase: ") {
      try context.output.line(line)
    }
    try context.output.line()
    try context.output.line(
      "\(task.phase.rawValue), with \(task.current.addressee?.text ?? "nobody")"
        + (task.failure.map { ": \($0)" } ?? ""))
    try context.output.write(TextTable.text(events.map(\.cells)))
    return record.status
  }
}
