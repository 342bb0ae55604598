public import EntangleModel

/// What a host's log says, as far as it was found in order: which receipts there are, where the host left
/// each ref, and when it first had which events.
public struct ReceiptLog: Sendable {
  /// The receipts of one epoch.
  public struct EpochLog: Sendable {
    public let number: Int64
    /// The commit of the newest.
    public var tip: ObjectID
    /// How many there are.
    public var count: Int64
    /// The newest that is not left out.
    public var head: SignedHead
    public var time: Timestamp
    /// The version of the law that it names.
    var version: Int64
  }

  /// A receipt, as far as others speak of it.
  struct Row: Sendable {
    let digest: SHA256Digest
    let time: Timestamp
    /// By which the host has signed it; nil where that is not at hand.
    let signature: Bytes64?
  }

  /// Where the host left a ref.
  struct Position: Sendable, Hashable {
    /// Nil where it was deleted.
    let reference: ObjectReference?
    let place: ReceiptHead.Place
    /// Whether the receipt names a void state.
    let isVoid: Bool
    /// Whether it is a branch that the receipt's law did not protect: it could move on without the host.
    let isFree: Bool
  }

  /// That a lane came to stand at an event.
  struct Publication: Sendable {
    let event: ObjectID
    let time: Timestamp
    /// The version of the law in force.
    let version: Int64
  }

  /// By their numbers, without a gap but for those that have no receipt.
  public private(set) var epochs: [EpochLog] = []
  private(set) var positions: [RefName: Position] = [:]
  /// How lanes grew, beyond what a record has.
  private(set) var publications: [RefName: [Publication]] = [:]
  private var rows: [Row] = []
  /// The receipts that were verified before.
  private let base: RecordedReceipts?

  init(base: RecordedReceipts? = nil) {
    self.base = base
    epochs = base?.epochs ?? []
    positions = base?.positions ?? [:]
  }

  /// The newest receipt of all.
  public var newest: EpochLog? { epochs.last }

  /// The receipts of an epoch; nil where there are none.
  public func epoch(_ number: Int64) -> EpochLog? { epochs.first { $0.number == number } }

  /// How many receipts there are in all.
  public var count: Int { (base?.count ?? 0) + rows.count }

  /// How many of them were verified before.
  public var recordedCount: Int { base?.count ?? 0 }

  /// The digest of a receipt; nil where there is none at that place.
  public func digest(at place: ReceiptHead.Place) -> SHA256Digest? { row(at: place)?.digest }

  /// The time of a receipt; nil where there is none at that place.
  public func time(at place: ReceiptHead.Place) -> Timestamp? { row(at: place)?.time }

  /// Whether a receipt was verified before.
  func isRecorded(_ place: ReceiptHead.Place) -> Bool {
    base?.epochs.contains { $0.number == place.epoch && $0.count >= place.sequence } ?? false
  }

  /// The line of a receipt; nil where there is none at that place.
  func row(at place: ReceiptHead.Place) -> Row? {
    var start = 0
    for epoch in epochs {
      guard epoch.number == place.epoch else {
        start += Int(epoch.count)
        continue
      }
      guard (1...epoch.count).contains(place.sequence) else { return nil }
      return row(start + Int(place.sequence) - 1)
    }
    return nil
  }

  private func row(_ index: Int) -> Row? {
    index < recordedCount ? base?.row(index) : rows[index - recordedCount]
  }

  /// A line for each receipt, in their order; nil where one is not to be had.
  var allRows: some Sequence<Row?> { (0..<count).lazy.map { row($0) } }

  /// Takes in a checkpoint that is in order: of an epoch that is here, and with a receipt to come after it.
  mutating func append(_ checkpoint: Checkpoint, under law: ReceiptLaw, id: ObjectID) {
    guard let known = epochs.indices.last, epochs[known].number == checkpoint.first.epoch else {
      return
    }
    epochs[known].tip = id
    epochs[known].count = checkpoint.last.sequence
    epochs[known].time = checkpoint.times.upperBound
    epochs[known].version = law.version
    rows += checkpoint.leftOut.map { Row(digest: $0.digest, time: $0.time, signature: nil) }
  }

  /// Takes in that lanes arrive at events now, as the receipt will say that a host gives of it.
  mutating func arrive(
    _ refs: some Sequence<(name: RefName, id: ObjectID)>, at now: Timestamp, version: Int64
  ) {
    let time = max(now, newest?.time ?? now)
    for (name, id) in refs where name.dropping(prefix: "refs/entangle/events/") != nil {
      publications[name, default: []].append(
        Publication(event: id, time: time, version: version))
    }
  }

  /// Takes in a receipt that is in order.
  mutating func append(
    _ receipt: Receipt, under law: ReceiptLaw, id: ObjectID, head: SignedHead
  ) {
    let place = receipt.place
    let known = epochs.last.flatMap { $0.number == place.epoch ? epochs.indices.last : nil }
    if let known {
      epochs[known].tip = id
      epochs[known].count = place.sequence
      epochs[known].head = head
      epochs[known].time = receipt.time
      epochs[known].version = law.version
    } else {
      epochs.append(
        EpochLog(
          number: place.epoch, tip: id, count: place.sequence, head: head, time: receipt.time,
          version: law.version))
    }
    rows.append(Row(digest: head.head.digest, time: receipt.time, signature: head.signature))
    guard case .accepted(_, let moves) = receipt.content else { return }
    let policies = law.step.state.policies
    for move in moves {
      let isFree =
        move.ref.dropping(prefix: "refs/entangle/") == nil && policies[move.ref] == nil
      positions[move.ref] = Position(
        reference: move.new, place: place, isVoid: law.isVoid, isFree: isFree)
      if let new = move.new, move.ref.dropping(prefix: "refs/entangle/events/") != nil {
        publications[move.ref, default: []].append(
          Publication(event: new.id, time: receipt.time, version: law.version))
      }
    }
  }
}
