internal import EntangleModel
internal import EntangleVerify

/// `entangle log`: lists the events that stand.
struct EventLog: Command {
  static let spec = CommandSpec(
    ["log"], summary: "list events, newest first", category: .verification,
    options: [
      .value("principal", "id", form: .principal, help: "only what this principal signed"),
      .value(
        "kind", "name", isRepeatable: true, form: .words(EventName.allCases.map(\.rawValue)),
        help: "only this kind, such as task.request"),
      .value("ref", "branch", form: .branch, help: "only what names this branch"),
      .value("limit", "n", letter: "n", help: "at most so many"),
    ] + Record.options,
    details: [
      "One line each: name, time, signer, kind and what it is about. Only what is verified is listed; "
        + "where the repository is not, that is said first, and ends the command with 1 or 2."
    ], environment: RepositoryAccess.environment)

  private let principal: PrincipalID?
  private let kinds: Set<EventName>
  private let ref: RefName?
  private let limit: Int?
  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    principal = try arguments.value("principal").map { text throws(UsageError) in
      try Arguments.principal(text)
    }
    var kinds: Set<EventName> = []
    for text in arguments.values("kind") {
      guard let name = EventName(rawValue: text) else {
        throw UsageError("'\(displayText(text.utf8))' is no kind of event")
      }
      kinds.insert(name)
    }
    self.kinds = kinds
    ref = try arguments.value("ref").map { text throws(UsageError) in try Arguments.branch(text) }
    limit = try arguments.integer("limit", in: 1...Int.max)
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let record = try Record.open(options, in: context)
    if let principal,
      !record.judgement.chain.steps.contains(where: { $0.state.principals[principal] != nil })
    {
      throw CommandError(
        "'\(principal)' is not enrolled", code: "K101", hint: "entangle principal list",
        status: .refused)
    }
    let events = record.newestFirst().lazy.filter { judged in
      let body = judged.event.body
      return (principal == nil || body.lane.principal == principal)
        && (kinds.isEmpty || kinds.contains(body.kind.name)) && (ref == nil || body.ref == ref)
    }.prefix(limit ?? .max).map { EventDescription($0, in: record.judgement) }
    if options.isJSON {
      try context.output.json(
        record.document("entangle/log@v1", ["events": .array(events.map(\.document))]))
    } else {
      try context.output.write(TextTable.text(events.map(\.cells)))
    }
    return record.status
  }
}
