internal import EntangleModel
internal import EntangleVerify

/// `entangle receipts show`: shows one receipt in full.
struct ReceiptsShow: Command {
  static let spec = CommandSpec(
    ["receipts", "show"], summary: "show one of the host's receipts in full",
    category: .verification, options: Record.options,
    operands: [
      OperandSpec(
        "receipt",
        help:
          "epoch and number, such as 1:12, or the name of its commit, or at least 4 of its first digits"
      )
    ],
    details: [
      "Only a verified receipt is shown; of one that is left out, the checkpoint that stands in its place. "
        + "The line 'after' is what 'entangle host epoch --after' takes."
    ], environment: RepositoryAccess.environment)

  private let name: String
  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    name = try arguments.requiredOperand(0, "receipt")
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let record = try Record.open(options, in: context)
    let name = name
    let found = record.judgement.log.epochs.lazy.flatMap {
      LogList(from: $0.tip, in: record.governed.objects).descriptions
    }.first {
      $0.place.description == name || (name.utf8.count >= 4 && $0.id.hex.hasPrefix(name))
    }
    guard let description = found else {
      throw CommandError(
        "'\(displayText(name.utf8))' names no receipt", hint: "entangle receipts log lists them")
    }
    if options.isJSON {
      try context.output.json(
        record.document(
          "entangle/receipt@v1", ["receipt": description.document(context.cryptography)]))
    } else {
      for line in description.lines(context.cryptography) { try context.output.line(line) }
    }
    return record.status
  }
}
