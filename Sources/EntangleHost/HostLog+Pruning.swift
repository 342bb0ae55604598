internal import EntangleGit
public import EntangleModel

/// What of a log is left out, or would be.
public struct LogPruning: Sendable {
  /// How many receipts.
  public let receipts: Int
  /// How many refused pushes they told of.
  public let refusedPushes: Int64
  /// How many commits the log has then.
  public let commits: Int
  /// How many of these are written anew.
  public let rewritten: Int
}

extension HostLog {
  /// Puts checkpoints in the place of all receipts of the newest epoch that moved nothing and are older than a moment, but for
  /// its first and its last. What follows them is written again, on other parents: each receipt says what it said,
  /// under the signature that it had. With `isTried` it only counts. Nil where there is no log. Throws `HostError`.
  ///
  /// The caller holds the turn, and has settled what was under way. The ref moves last, so that whoever is stopped
  /// has done nothing.
  public func prune(before moment: Timestamp, isTried: Bool) throws(HostError) -> LogPruning? {
    guard let tip = try newestTip() else { return nil }
    guard let key = try HostKey.open(in: folder) else { throw .keyMissing }
    guard key.hasSigned(try reading(tip), cryptography) else { throw .keyOther }
    let entries = try entries(to: tip)
    guard let first = entries.first else { return nil }
    var rewriting = Rewriting(log: self, isTried: isTried, parent: first.parent)
    for (index, entry) in entries.enumerated() {
      let isEnd = index == 0 || index == entries.count - 1
      if !isEnd, let run = entry.leavingOut(before: moment, cryptography) {
        rewriting.leaveOut(run, of: entry)
      } else {
        try rewriting.keep(entry, key)
      }
    }
    let last = rewriting.parent
    if !isTried, last != tip {
      do {
        try repository.updateReferences(
          [RefUpdate(name: Epoch.ref(first.place.epoch), expectedOld: tip, new: last)],
          message: "receipts left out")
      } catch {
        throw .git(error)
      }
    }
    return rewriting.outcome
  }

  /// The newest epoch's entries, oldest first.
  private func entries(to tip: ObjectID) throws(HostError) -> [LogEntry] {
    var entries: [LogEntry] = []
    var next = tip
    while true {
      guard let entry = LogEntry(next, in: repository.objects) else {
        throw .repository("the receipt \(next) cannot be read")
      }
      entries.append(entry)
      guard entry.place.sequence > 1 else { return entries.reversed() }
      next = entry.parent
    }
  }
}

/// A log as it is written again.
private struct Rewriting {
  let log: HostLog
  let isTried: Bool
  /// On which commit the next one stands.
  var parent: ObjectID
  private var run: [(entry: LogEntry, leftOut: [Checkpoint.LeftOut])] = []
  private var receipts = 0
  private var refused: Int64 = 0
  private var commits = 0
  private var rewritten = 0

  init(log: HostLog, isTried: Bool, parent: ObjectID) {
    self.log = log
    self.isTried = isTried
    self.parent = parent
  }

  var outcome: LogPruning {
    LogPruning(
      receipts: receipts, refusedPushes: refused, commits: commits, rewritten: rewritten)
  }

  mutating func leaveOut(_ leftOut: [Checkpoint.LeftOut], of entry: LogEntry) {
    run.append((entry, leftOut))
    guard case .receipt = entry.content else { return }
    receipts += 1
    refused += leftOut.reduce(0) { $0 + $1.refused }
  }

  /// Takes over an entry that stays, after the checkpoints of those before it that do not.
  mutating func keep(_ entry: LogEntry, _ key: borrowing HostKey) throws(HostError) {
    try writeCheckpoints(key)
    commits += 1
    guard entry.parent != parent else {
      parent = entry.id
      return
    }
    guard case .receipt(let reading) = entry.content else {
      throw .repository("the log has a checkpoint at its end")
    }
    try write(
      reading.receipt.commit(
        by: reading.host, on: parent, signature: reading.signature, format: entry.id.format))
  }

  private mutating func writeCheckpoints(_ key: borrowing HostKey) throws(HostError) {
    defer { run = [] }
    // A checkpoint alone that stands where it stood.
    if run.count == 1, case .checkpoint = run[0].entry.content, run[0].entry.parent == parent {
      commits += 1
      parent = run[0].entry.id
      return
    }
    var rest = run[...]
    while let first = rest.first {
      var share: [Checkpoint.LeftOut] = []
      var last = first.entry
      while let next = rest.first, share.count + next.leftOut.count <= Receipt.mostLines {
        share += next.leftOut
        last = next.entry
        rest.removeFirst()
      }
      guard
        let checkpoint = Checkpoint(
          repository: first.entry.repository, first: first.entry.place, chain: first.entry.chain,
          trust: last.trust, leftOut: share),
        let object = key.commit(checkpoint, by: first.entry.host, on: parent, log.cryptography)
      else { throw .repository("the receipts from \(first.entry.place) on cannot be left out") }
      commits += 1
      try write(object)
    }
  }

  private mutating func write(_ object: RawObject) throws(HostError) {
    rewritten += 1
    parent = log.cryptography.objectID(object, format: parent.format)
    guard !isTried else { return }
    do {
      _ = try log.repository.write(object)
    } catch {
      throw .git(error)
    }
  }
}

extension LogEntry {
  /// What a checkpoint says of it, where it may be left out: of one that moved a ref, or not before a moment, nil.
  fileprivate func leavingOut(
    before moment: Timestamp, _ cryptography: some Cryptography
  ) -> [Checkpoint.LeftOut]? {
    switch content {
    case .checkpoint(let reading): return reading.checkpoint.leftOut
    case .receipt(let reading):
      let receipt = reading.receipt
      guard receipt.time < moment else { return nil }
      let refused: Int64
      switch receipt.content {
      case .accepted: return nil
      case .refused(let refusals): refused = refusals.reduce(0) { $0 + $1.count }
      case .current: refused = 0
      }
      return [
        Checkpoint.LeftOut(
          time: receipt.time, refused: refused, digest: receipt.head(cryptography).digest)
      ]
    }
  }
}
