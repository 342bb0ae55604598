internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle host receipts prune`: leaves old receipts out of the log that moved nothing.
struct HostReceiptsPrune: Command {
  static let spec = CommandSpec(
    ["host", "receipts", "prune"], summary: "leave old refusals out of the log", category: .host,
    options: [
      .value(
        "older-than", "time", help: "what is so old at least: 12h, 90d, or a time (default: 90d)"),
      .flag("dry-run", "n", help: "say what would be left out, and write nothing"),
    ],
    operands: [HostAccess.operand],
    details: [
      "Receipts of pushes that were refused, and those that say that there was nothing new, moved no ref. Of old ones a checkpoint keeps the "
        + "digests, under the host's signature: what others have seen of the log can be compared for ever, and who, when and why is "
        + "gone. Receipts of pushes that were taken stay, word for word.",
      "What follows in the log stands on other commits then. Whoever fetches with entangle moves to it by himself, unless it leaves out a "
        + "receipt that he knows to have moved a ref. Only the newest epoch is looked at, never its first receipt nor its last. 'git gc' "
        + "takes away the commits that are not needed any more. It waits for pushes that are under way.",
    ], related: ["entangle-host-sweep(1)", "entangle-receipts-log(1)", "git-gc(1)"])

  private static let patience = Duration.seconds(30)

  private let age: BanExpiry
  private let isTried: Bool
  private let path: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    age = try Self.age(arguments.value("older-than") ?? "90d")
    isTried = arguments.flag("dry-run")
    path = arguments.operand(0)
  }

  private static func age(_ text: String) throws(UsageError) -> BanExpiry {
    if let age = try? BanExpiry(text), age != .never { return age }
    throw UsageError("'--older-than' is 12h, 90d or the like, or YYYY-MM-DDTHH:MM:SSZ")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let opened = try HostedRepository.openOwn(path, for: Self.spec, in: context)
    _ = try opened.settings()
    let moment = try moment(context)
    let turn = try attempt { try opened.folder.takeTurn(by: .now + Self.patience) }
    let receipts = HostReceipts(opened.folder, in: context)
    try receipts.settle(before: turn)
    guard let outcome = try receipts.prune(before: moment, isTried: isTried) else {
      throw CommandError("this repository has no log", hint: "entangle host epoch opens one")
    }
    let word = isTried ? "would be left out" : "left out"
    try context.output.line(
      "\(outcome.receipts) \(outcome.receipts == 1 ? "receipt" : "receipts") \(word), of "
        + "\(outcome.refusedPushes) refused pushes; the log has \(outcome.commits) commits, "
        + "\(outcome.rewritten) of them new")
    // (The turn ends here, and not before.)
    _ = consume turn
    return .ok
  }

  private func moment(_ context: CommandContext) throws(CommandError) -> Timestamp {
    switch age {
    case .at(let moment): return moment
    case .after(let seconds):
      guard let moment = try context.now().adding(seconds: -seconds) else {
        throw CommandError("'--older-than' goes back too far")
      }
      return moment
    case .never: throw CommandError("'--older-than' is a time")
    }
  }
}
