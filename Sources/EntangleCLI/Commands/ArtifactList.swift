internal import EntangleModel
internal import EntangleVerify

/// `entangle artifact list`: lists what runners made.
struct ArtifactList: Command {
  static let spec = CommandSpec(
    ["artifact", "list"], summary: "list what runners made", category: .work,
    options: [.value("task", "task", help: "only those of this task")] + Record.options,
    details: [
      "One line each: its name (task, runner, attempt), its commit, how many files of how many bytes "
        + "its manifest lists, and whether the result that cites it counts.",
      "What is listed and does not count is there to be looked at, not to be used.",
    ], environment: RepositoryAccess.environment, related: ["git-for-each-ref(1)"])

  private let task: String?
  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    task = arguments.value("task")
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let record = try Record.open(options, in: context)
    let state = record.judgement.state
    var offers: Set<ObjectID>?
    if let task {
      let named = try record.event(task, .taskRequest, .taskHandoff).event.id
      offers = state.task(offer: named).map { state.offers(of: $0.request.event.id) }
    }
    let examiner = ArtifactExaminer(
      objects: record.governed.objects, cryptography: context.cryptography,
      judgement: record.judgement)
    let artifacts = ArtifactSelection(record.judgement, in: record.governed).artifacts
      .filter { offers?.contains($0.task) ?? true }
      .map { ArtifactDescription($0, manifest: examiner.manifest(of: $0), in: record.judgement) }
    if options.isJSON {
      let list = JSONValue.array(artifacts.map { .object($0.members) })
      try context.output.json(record.document("entangle/artifact-list@v1", ["artifacts": list]))
    } else {
      try context.output.write(TextTable.text(artifacts.map(\.cells)))
    }
    return record.status
  }
}
