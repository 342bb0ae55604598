internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// `entangle status`: says what waits for whom.
struct Status: Command {
  static let spec = CommandSpec(
    ["status"], summary: "say what waits for you, what you wait for, and what is stuck",
    category: .start,
    options: [.value("as", "id", form: .principal, help: "for this principal")] + Record.options,
    details: [
      "What waits for you: tasks, questions and requests that you have not answered, and approved proposals that you "
        + "may land. What you wait "
        + "for: those of yours that others have not answered. What is stuck: work that cannot go on as "
        + "things stand, and why."
    ], environment: [.principal] + RepositoryAccess.environment)

  private let principal: PrincipalID?
  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    principal = try arguments.value("as").map { text throws(UsageError) in
      try Arguments.principal(text)
    }
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let record = try Record.open(options, in: context)
    var named = principal
    if named == nil, let repository = record.governed.repository {
      named = try Session.defaultPrincipal(context, repository)
    }
    guard let named else {
      throw CommandError(
        "who are you?", hint: "--as <id>, ENTANGLE_PRINCIPAL, or git config entangle.principal")
    }
    guard let status = WorkStatus(of: named, in: record, context.cryptography),
      record.judgement.chain.newest?.state.principals[named] != nil
    else {
      throw CommandError(
        "'\(named)' is not enrolled", code: "K101", hint: "entangle principal list",
        status: .refused)
    }
    let sections = [
      ("waits for you", "mine", status.mine), ("you wait for", "others", status.others),
      ("stuck", "stuck", status.stuck),
    ]
    if options.isJSON {
      var members: [String: JSONValue] = ["principal": .string(named.text)]
      for (_, key, items) in sections { members[key] = .array(items.map(Self.document)) }
      try context.output.json(record.document("entangle/status@v1", members))
      return record.status
    }
    for (title, _, items) in sections where !items.isEmpty {
      try context.output.line("\(title):")
      try context.output.write(
        TextTable.wrapped(items.map(Self.cells), within: context.outputColumns))
    }
    if sections.allSatisfy(\.2.isEmpty) { try context.output.line("nothing waits") }
    return record.status
  }

  private static func cells(_ item: WorkStatus.Item) -> [String] {
    return [
      "  " + item.event.event.id.short, EventDescription.summary(of: item.event.event.body),
      item.whom.map(\.text).joined(separator: ","), item.what,
    ]
  }

  private static func document(_ item: WorkStatus.Item) -> JSONValue {
    .object([
      "event": .string(item.event.event.id.hex),
      "kind": .string(item.event.event.body.kind.name.rawValue),
      "from": .string(item.event.event.body.lane.principal.text),
      "whom": .array(item.whom.map { .string($0.text) }), "what": .string(item.what),
    ])
  }
}
