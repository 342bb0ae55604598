internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle host status`: tells of a repository under guard which key signs its receipts, and how far they are.
struct HostStatus: Command {
  static let spec = CommandSpec(
    ["host", "status"], summary: "show a host's key, epoch and newest receipt", category: .host,
    options: [.json], operands: [HostAccess.operand],
    details: [
      "The key is the one on this server; the epoch is the law's. Ends with 0 where both go together, or the law has "
        + "opened no epoch, and with 1 where the epoch is for another key: then pushes are refused. Behind the end of the key "
        + "the server goes on with receipts, and bans nobody."
    ])

  private let isJSON: Bool
  private let path: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    isJSON = arguments.flag("json")
    path = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let hosted = try HostedRepository.open(path, in: context)
    let settings = try hosted.settings()
    let folder = hosted.folder
    let key = try attempt { try HostKey.publicKey(in: folder) }
    let state = hosted.governed.trustReport(
      trustRoot: settings.trustRoot, now: try context.now(), in: context
    ).judgement?.chain.newest?.state
    let current = state?.currentEpoch
    let newest = try HostStanding(hosted, in: context).newest
    let waiting = try attempt { try folder.refusals() }.reduce(0) { $0 + $1.count }
    let isOwn = current.map { epoch in
      key.map { context.cryptography.keyID($0) == epoch.epoch.key } ?? false
    }
    var members: [(String, JSONValue)] = [("repository", .string(settings.trustRoot.hex))]
    members.append(("key", .string(key?.text ?? "none")))
    members.append(("keyId", .string(key.map { context.cryptography.keyID($0).text } ?? "none")))
    members.append(("epoch", current.map { .integer($0.number) } ?? .string("none")))
    if let current {
      members.append(("host", .string(current.epoch.host.text)))
      members.append(("isOwnKey", .bool(isOwn ?? false)))
      if let end = key.flatMap({ state?.keys[$0]?.key.lastSecond }) {
        members.append(("keyEnds", .string(end.description)))
      }
    }
    if let newest {
      members.append(("receipt", .string(newest.receipt.place.description)))
      members.append(("time", .string(newest.receipt.time.description)))
    }
    members.append(("refusalsWaiting", .integer(waiting)))
    if isJSON {
      let all = Dictionary(members + [("schema", .string("entangle/host-status@v1"))]) { $1 }
      try context.output.json(.object(all))
    } else {
      for (name, value) in members {
        switch value {
        case .string(let text): try context.output.line("\(name): \(text)")
        case .integer(let number): try context.output.line("\(name): \(number)")
        case .bool(let flag): try context.output.line("\(name): \(flag)")
        default: break
        }
      }
    }
    return isOwn == false ? .refused : .ok
  }
}
