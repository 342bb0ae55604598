public import EntangleGit
public import EntangleModel

/// Writes receipts: of an intent whose refs have moved, of refusals that wait, of there being nothing new.
///
/// Whoever writes holds the turn, or is the hook of the process that has it. The same intent gives the same
/// commit, so that writing it twice is writing it once.
public struct HostLog {
  let folder: HostFolder
  /// The repository as it is, without what git keeps apart of a push.
  let repository: Repository
  let cryptography: any Cryptography

  public init(
    _ folder: HostFolder, of repository: Repository, cryptography: any Cryptography
  ) {
    self.folder = folder
    self.repository = repository
    self.cryptography = cryptography
  }

  /// Settles an intent: the receipt of what moved, none where nothing did, and one for the refusals before. Gives how
  /// many refs moved; 0 where the log has gone on otherwise, and no receipt can be written of it any more.
  public func settle(_ intent: Intent) throws(HostError) -> Int {
    guard let draft = intent.draft, case .accepted(let push, let moves) = draft.receipt.content
    else { return 0 }
    var done: [Receipt.Move] = []
    for move in moves where try reference(move.ref) == move.new?.id { done.append(move) }
    guard !done.isEmpty else { return 0 }
    do {
      guard try write(draft.saying(.accepted(push, moves: done))) else { return 0 }
    } catch {
      // (What another key began nobody can go on with; that must not keep out the law that opens an epoch for this one.)
      if case .keyOther = error { return 0 }
      throw error
    }
    try writeRefusals()
    return done.count
  }

  /// Whether all refs of a push that gets a receipt stand where it moves them.
  public func hasMoved(_ intent: Intent) throws(HostError) -> Bool {
    for move in intent.moves where try reference(move.ref) != move.new?.id { return false }
    return !intent.moves.isEmpty
  }

  /// Writes a receipt for the refusals that wait; nothing where the host has no log yet.
  public func writeRefusals() throws(HostError) {
    let spool = RefusalSpool(folder)
    let refusals = try spool.refusals()
    guard !refusals.isEmpty, let (last, draft) = try next() else { return }
    let time = refusals.map(\.time).max() ?? last.time
    if case .refused(refusals) = last.content {
    } else {
      _ = try write(draft.saying(.refused(refusals), at: max(time, last.time)))
    }
    try spool.clear()
  }

  /// Writes that there is nothing new; gives false where the host has no log yet.
  public func writeSign(at moment: Timestamp) throws(HostError) -> Bool {
    guard let (last, draft) = try next() else { return false }
    _ = try write(draft.saying(.current, at: max(moment, last.time)))
    return true
  }

  /// The newest receipt, and the next one without content; nil where there is none.
  func next() throws(HostError) -> (last: Receipt, draft: ReceiptDraft)? {
    guard let tip = try newestTip() else { return nil }
    let last = try reading(tip)
    let place = ReceiptHead.Place(
      epoch: last.receipt.place.epoch, sequence: last.receipt.place.sequence + 1)
    let next = Receipt(
      repository: last.receipt.repository, place: place,
      chain: last.receipt.head(cryptography).digest, trust: last.receipt.trust,
      time: last.receipt.time, content: .current)
    return (last.receipt, ReceiptDraft(host: last.host, parent: tip, receipt: next))
  }

  /// The newest receipt's commit.
  func newestTip() throws(HostError) -> ObjectID? {
    let refs: [(RefName, ObjectID)]
    do {
      refs = try repository.references(prefix: "refs/entangle/receipts/").map { ($0.0, $0.1) }
    } catch {
      throw .git(error)
    }
    return refs.compactMap { name, id -> (Int64, ObjectID)? in
      guard case .receipts(let number) = EntangleRef(name, format: id.format) else { return nil }
      return (number, id)
    }.max { $0.0 < $1.0 }?.1
  }

  /// Signs a receipt and puts it on its log; one that is there already is not written again. Gives false where the log
  /// goes on from there without it.
  private func write(_ draft: ReceiptDraft) throws(HostError) -> Bool {
    guard let key = try HostKey.open(in: folder) else { throw .keyMissing }
    guard let object = key.commit(draft, cryptography) else { throw .keyMissing }
    let ref = Epoch.ref(draft.receipt.place.epoch)
    let id = cryptography.objectID(object, format: draft.parent.format)
    let expected = draft.receipt.place.sequence == 1 ? nil : draft.parent
    guard try reference(ref) == expected else { return try hasLately(id, in: ref) }
    if expected != nil, !key.hasSigned(try reading(draft.parent), cryptography) { throw .keyOther }
    do {
      _ = try repository.write(TreeObject([]).object)
      _ = try repository.write(object)
      try repository.updateReferences(
        [RefUpdate(name: ref, expectedOld: expected, new: id)],
        message: "receipt \(draft.receipt.place)")
    } catch {
      // Somebody else may have settled the same meanwhile.
      guard try hasLately(id, in: ref) else { throw .git(error) }
    }
    return true
  }

  /// Whether a receipt is the newest of a log, or one of the few before it: whoever wrote it may have been stopped before he
  /// took away the word of it.
  private func hasLately(_ id: ObjectID, in ref: RefName) throws(HostError) -> Bool {
    var next = try reference(ref)
    for _ in 0..<8 {
      guard let place = next, place != id else { return next != nil }
      next = LogEntry(place, in: repository.objects)?.parent
    }
    return false
  }

  func reference(_ name: RefName) throws(HostError) -> ObjectID? {
    do {
      return try repository.reference(name)
    } catch {
      // (One that stands for another ref no push has moved.)
      if case .symbolicReference = error { return nil }
      throw .git(error)
    }
  }

  func reading(_ id: ObjectID) throws(HostError) -> ReceiptReading {
    let limits = ReadLimits()
    guard
      let object = try? repository.objects.read(id, limit: limits.receiptBytes),
      let reading = try? ReceiptReading(object, format: id.format, limits: limits)
    else { throw .repository("the receipt \(id) cannot be read") }
    return reading
  }
}

extension ReceiptDraft {
  func saying(_ content: Receipt.Content, at moment: Timestamp) -> ReceiptDraft {
    ReceiptDraft(
      host: host, parent: parent,
      receipt: Receipt(
        repository: receipt.repository, place: receipt.place, chain: receipt.chain,
        trust: receipt.trust, time: moment, content: content))
  }
}
