internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// The receipts of a repository under guard: what a push is to get, and what is written when its refs have moved.
struct HostReceipts {
  private let folder: HostFolder
  private let context: CommandContext

  init(_ folder: HostFolder, in context: CommandContext) {
    self.folder = folder
    self.context = context
  }

  /// The log of the repository as it is, without what git keeps apart of a push.
  private func log() throws(CommandError) -> HostLog {
    let path = folder.path.parent.argument
    let repository = try attempt {
      try Repository(opening: path, environment: .none, ignoringAlternates: true)
    }
    try attempt { try repository.shareWhatIsMade() }
    return HostLog(folder, of: repository, cryptography: context.cryptography)
  }

  /// Writes the receipt of a push whose refs have moved or never will.
  func settle(_ intent: Intent) throws(CommandError) {
    guard intent.draft != nil else { return }
    let log = try log()
    _ = try attempt { try log.settle(intent) }
  }

  /// Whether the refs of a push have moved that gets a receipt; false where that cannot be told.
  func hasMoved(_ intent: Intent) -> Bool {
    guard let log = try? log() else { return false }
    return (try? log.hasMoved(intent)) ?? false
  }

  /// Writes the receipt of the push before a turn, if nobody has yet.
  func settle(before turn: borrowing PushTurn) throws(CommandError) {
    do {
      guard let unsettled = try turn.unsettled else { return }
      let log = try log()
      _ = try log.settle(unsettled)
      try turn.clear()
    } catch {
      throw error as? CommandError ?? (error as? HostError).map { CommandError($0) }
        ?? CommandError("\(error)")
    }
  }

  /// Writes what waits for a receipt, under the turn that the caller holds.
  func writeRefusals() throws(CommandError) {
    let log = try log()
    try attempt { try log.writeRefusals() }
  }

  /// Writes that there is nothing new; gives false where there is no log yet.
  func writeSign() throws(CommandError) -> Bool {
    let log = try log()
    let now = try context.now()
    return try attempt { try log.writeSign(at: now) }
  }

  /// Leaves out what moved nothing and is older than a moment; nil where there is no log. The caller holds the turn.
  func prune(before moment: Timestamp, isTried: Bool) throws(CommandError) -> LogPruning? {
    let log = try log()
    return try attempt { try log.prune(before: moment, isTried: isTried) }
  }

  /// Remembers a push that was refused, for a receipt to come.
  func refused(
    _ findings: [Finding], by pusher: PrincipalID?, input: [UInt8]
  ) throws(CommandError) {
    let codes = Set(findings.filter { $0.base == nil }.map(\.code)).sorted().prefix(8)
    let refusal = Receipt.Refusal(
      time: try context.now(), pusher: pusher, codes: Array(codes), count: 1,
      digest: context.cryptography.sha256(input))
    try attempt { try folder.add(refusal) }
  }

  /// The receipt that a push gets when its refs have moved; nil where the law has opened no epoch. Throws where it
  /// has opened one for another host's key.
  func draft(
    _ updates: [PushedRef], of hosted: HostedRepository, by pusher: PrincipalID?,
    certificate: SHA256Digest?, _ report: Report?
  ) throws(CommandError) -> ReceiptDraft? {
    guard let judgement = report?.judgement, let newest = judgement.chain.newest,
      let root = judgement.chain.root, let (number, epoch) = newest.state.currentEpoch
    else { return nil }
    let key = try attempt { try HostKey.publicKey(in: folder) }
    guard let key else {
      throw CommandError(
        "epoch \(number) of the host's log is open, and its key is not on this server",
        hint: HostError.keyMissing.hint, status: .refused)
    }
    guard context.cryptography.keyID(key) == epoch.key else {
      throw CommandError(
        "epoch \(number) of the host's log is for another key than the one on this server",
        hint:
          "on a server that is not the host, a plain mirror needs no hooks; else have the authorities open an "
          + "epoch for the key of 'entangle host status'", status: .refused)
    }
    let last = judgement.hostLog.epoch(number)
    guard
      let parent = last?.tip ?? judgement.chain.opening(ofEpoch: number)?.reference.id
    else { throw CommandError("nothing opens epoch \(number)") }
    let times = [judgement.hostLog.newest?.time, newest.state.statement.issued].compactMap { $0 }
    var moves: [Receipt.Move] = []
    // (Git lets a ref be deleted that is not there: nothing moves.)
    for update in updates.sorted(by: { $0.name < $1.name })
    where update.old != nil || update.new != nil {
      var new: ObjectReference?
      if let id = update.new { new = try reference(id, hosted) }
      moves.append(Receipt.Move(update.name, old: update.old, new: new))
    }
    guard !moves.isEmpty else { return nil }
    let receipt = Receipt(
      repository: root,
      place: ReceiptHead.Place(epoch: number, sequence: (last?.count ?? 0) + 1),
      chain: last?.head.head.digest ?? epoch.after.digest, trust: newest.name,
      time: ([try context.now()] + times).max() ?? newest.state.statement.issued,
      content: .accepted(Receipt.Push(pusher: pusher, certificate: certificate), moves: moves))
    return ReceiptDraft(host: epoch.host, parent: parent, receipt: receipt)
  }

  private func reference(
    _ id: ObjectID, _ hosted: HostedRepository
  ) throws(CommandError) -> ObjectReference {
    // (What is larger no push brings, H133.)
    let limit = ReadLimits().commitBytes
    guard let object = try attempt({ try hosted.governed.objects.read(id, limit: limit) }) else {
      throw CommandError("object '\(id)' is missing", status: .refused)
    }
    return ObjectReference(id: id, digest: context.cryptography.digest(object))
  }
}
