internal import EntangleModel
internal import EntangleVerify

/// `entangle receipts log`: lists the receipts of the host.
struct ReceiptsLog: Command {
  static let spec = CommandSpec(
    ["receipts", "log"], summary: "list the host's receipts, newest first",
    category: .verification,
    options: [
      .value("ref", "ref", help: "only pushes that moved this ref, by its full name"),
      .value("limit", "n", letter: "n", help: "at most so many"),
    ] + Record.options,
    details: [
      "One line each: epoch and number, time, what it is of (accepted, refused, current where there was nothing "
        + "new, or left-out where only its digest was kept), who pushed, and the refs that moved or the codes of what was refused. Only what is verified is listed; "
        + "where the repository is not, that is said first, and ends the command with 1 or 2. 'entangle receipts show' and "
        + "--json have the digest, by which 'entangle host epoch --after' names a receipt."
    ], environment: RepositoryAccess.environment)

  private let ref: RefName?
  private let limit: Int?
  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    ref = arguments.value("ref").map { RefName($0) }
    limit = try arguments.integer("limit", in: 1...Int.max)
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let record = try Record.open(options, in: context)
    var shown: [ReceiptDescription] = []
    for epoch in record.judgement.log.epochs.reversed() {
      for receipt in LogList(from: epoch.tip, in: record.governed.objects).descriptions {
        guard shown.count < limit ?? .max else { break }
        if ref.map({ receipt.moves($0) }) ?? true { shown.append(receipt) }
      }
    }
    if options.isJSON {
      try context.output.json(
        record.document(
          "entangle/receipts@v1",
          ["receipts": .array(shown.map { $0.document(context.cryptography) })]))
    } else {
      try context.output.write(TextTable.text(shown.map(\.cells)))
    }
    return record.status
  }
}
