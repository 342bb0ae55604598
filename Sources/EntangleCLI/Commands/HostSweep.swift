internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle host sweep`: writes the receipts that are due.
struct HostSweep: Command {
  static let spec = CommandSpec(
    ["host", "sweep"], summary: "write the receipts that are due", category: .host,
    operands: [HostAccess.operand],
    details: [
      "For a timer. It writes the receipt of a push whose hook was killed, one for the pushes that were refused "
        + "since the last, and, where the law says how long the host is silent at most and half of that has passed, "
        + "one that says that there is nothing new. It waits for pushes that are under way. It writes none where "
        + "more of the log has been seen than is here [H129]."
    ])

  /// How long commands of the keeper wait for pushes.
  static let patience = Duration.seconds(30)

  private let path: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    path = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let opened = try HostedRepository.openOwn(path, for: Self.spec, in: context)
    let settings = try opened.settings()
    let folder = opened.folder
    let turn = try attempt { try folder.takeTurn(by: .now + Self.patience) }
    let receipts = HostReceipts(folder, in: context)
    try receipts.settle(before: turn)
    try HostStrikes(folder, in: context).writeBans(turn)
    if try !attempt({ try folder.refusals() }).isEmpty {
      try requireLog(try HostedRepository.open(path, in: context), settings, in: context)
      try receipts.writeRefusals()
    }
    let hosted = try HostedRepository.open(path, in: context)
    let trust = hosted.governed.trustReport(
      trustRoot: settings.trustRoot, now: try context.now(), in: context)
    let standing = try HostStanding(hosted, in: context)
    if let silence = trust.judgement?.chain.newest?.state.currentEpoch?.epoch.longestSilence,
      let last = standing.newest,
      try context.now().seconds - last.receipt.time.seconds > silence / 2
    {
      try requireLog(hosted, settings, in: context)
      _ = try receipts.writeSign()
    }
    // (The turn ends here, and not before.)
    _ = consume turn
    return .ok
  }

  /// Throws where a receipt would be a second one in the place of another, or break the log.
  private func requireLog(
    _ hosted: HostedRepository, _ settings: HostFolder.Settings, in context: CommandContext
  ) throws(CommandError) {
    let report = Verifier(try hosted.input(settings, in: context))
      .report(recorded: hosted.records(in: context), in: context)
    guard let judgement = report.judgement,
      let (number, _) = judgement.chain.newest?.state.currentEpoch
    else { return }
    let ref = Epoch.ref(number)
    let tip = hosted.governed.entangleRefs.first { $0.name == ref }?.id
    guard let obstacle = judgement.obstacle(toLogAt: tip) else { return }
    throw CommandError(
      "the log '\(ref)' cannot go on: \(obstacle)", code: "H129",
      hint:
        "put it back from a clone that has all of it, or have the authorities open a new epoch ('entangle host epoch')",
      status: .refused)
  }
}
