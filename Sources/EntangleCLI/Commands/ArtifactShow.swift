internal import EntangleModel
internal import EntangleVerify

/// `entangle artifact show`: shows what an artifact's manifest says.
struct ArtifactShow: Command {
  static let spec = CommandSpec(
    ["artifact", "show"], summary: "show what an artifact's manifest says", category: .work,
    options: Record.options, operands: [.artifact(.required)],
    details: [
      "The task, runner and attempt, the command, the sandbox, the commit that was worked on, the result "
        + "that cites it and whether that counts, and each file: SHA-256, mode, size in bytes, path.",
      "What a manifest says is the runner's word: 'entangle artifact verify' checks it.",
    ], environment: RepositoryAccess.environment)

  private let artifact: String
  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    artifact = try arguments.requiredOperand(0, "artifact")
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let record = try Record.open(options, in: context)
    let artifact = try ArtifactSelection(record.judgement, in: record.governed)
      .artifact(self.artifact)
    let examiner = ArtifactExaminer(
      objects: record.governed.objects, cryptography: context.cryptography,
      judgement: record.judgement)
    let description = ArtifactDescription(
      artifact, manifest: examiner.manifest(of: artifact), in: record.judgement)
    if options.isJSON {
      var members = description.members
      members["manifest"] = description.manifest.map { _ in .object(description.manifestMembers) }
      try context.output.json(record.document("entangle/artifact-show@v1", members))
      return record.status
    }
    for line in description.lines(context.texts) { try context.output.line(line) }
    if let count = description.manifest?.files.count {
      try context.output.line()
      try context.output.line(count == 1 ? "1 file:" : "\(count) files:")
    }
    try context.output.write(TextTable.text(description.fileCells))
    return record.status
  }
}
