internal import EntangleModel
internal import Synchronization

/// A commit of a host's log as it was read.
struct ReceiptEntry: Sendable {
  let id: ObjectID
  let outcome: Outcome

  enum Outcome: Sendable {
    /// With what it says digested, and whether the epoch's key has signed that.
    case receipt(ReceiptReading, SHA256Digest, isSigned: Bool)
    /// With whether the epoch's key has signed it.
    case checkpoint(CheckpointReading, isSigned: Bool)
    case missing
    case unreadable(String)
    case defect(EventDefect)
  }

  /// On what it stands, as it says.
  var parent: ObjectID? {
    switch outcome {
    case .receipt(let reading, _, _): reading.parent
    case .checkpoint(let reading, _): reading.parent
    case .missing, .unreadable, .defect: nil
    }
  }

  /// What it says of its place in the log; nil where it could not be read.
  var frame: LogFrame? {
    switch outcome {
    case .receipt(let reading, _, let isSigned):
      let receipt = reading.receipt
      return LogFrame(
        host: reading.host, parent: reading.parent, repository: receipt.repository,
        first: receipt.place, last: receipt.place, chain: receipt.chain, trust: receipt.trust,
        times: receipt.time...receipt.time, isSigned: isSigned)
    case .checkpoint(let reading, let isSigned):
      let checkpoint = reading.checkpoint
      return LogFrame(
        host: reading.host, parent: reading.parent, repository: checkpoint.repository,
        first: checkpoint.first, last: checkpoint.last, chain: checkpoint.chain,
        trust: checkpoint.trust, times: checkpoint.times, isSigned: isSigned)
    case .missing, .unreadable, .defect: return nil
    }
  }
}

/// What receipts and checkpoints have in common.
struct LogFrame {
  let host: PrincipalID
  let parent: ObjectID
  let repository: SHA256Digest
  /// Of which receipts it speaks.
  let first: ReceiptHead.Place
  let last: ReceiptHead.Place
  /// The digest of the receipt before.
  let chain: SHA256Digest
  let trust: StateReference
  let times: ClosedRange<Timestamp>
  let isSigned: Bool
}

/// Reads the receipts of an epoch, on all cores.
struct ReceiptReader: Sendable {
  let gate: EventGate
  let workers: any Workers
  /// The key that signs the epoch's receipts; nil where the law has none.
  let key: PublicKey?

  /// How many are read, checked and handed on together.
  static let batch = 2_048
  private static let share = 32

  /// The commits from a tip back to one that stands on one of `roots`, oldest first. Where it leads nowhere, the
  /// oldest is one that cannot be read.
  func names(from tip: ObjectID, roots: Set<ObjectID>) -> [ObjectID] {
    guard !roots.contains(tip) else { return [] }
    let walk = LaneWalk(gate: gate, workers: workers, roots: roots, progress: nil)
    if let found = walk.commits(from: [tip], .quick) {
      return (0..<found.count(0)).map { found.id(0, $0) }
    }
    var names: [ObjectID] = []
    var next: ObjectID? = tip
    while let id = next, !roots.contains(id) {
      names.append(id)
      next = ReceiptEntry(id: id, outcome: outcome(id)).parent
    }
    return names.reversed()
  }

  /// What stands at these names.
  func entries(_ names: ArraySlice<ObjectID>) -> [ReceiptEntry] {
    let names = Array(names)
    let pieces = (names.count + Self.share - 1) / Self.share
    let found = Mutex([[ReceiptEntry]](repeating: [], count: pieces))
    workers.perform(pieces) { piece in
      let entries = names[(piece * Self.share)..<min(names.count, (piece + 1) * Self.share)]
        .map { ReceiptEntry(id: $0, outcome: outcome($0)) }
      found.withLock { $0[piece] = entries }
    }
    return found.withLock { $0.flatMap { $0 } }
  }

  private func outcome(_ id: ObjectID) -> ReceiptEntry.Outcome {
    let object: RawObject
    do throws(ObjectReadError) {
      guard let found = try gate.objects.read(id, limit: gate.limits.receiptBytes) else {
        return .missing
      }
      object = found
    } catch {
      return .unreadable("\(error)")
    }
    let format = gate.objects.format
    guard gate.cryptography.objectID(object, format: format) == id else {
      return .unreadable("\(id) does not hold what its name says")
    }
    do throws(EventDefect) {
      let reading = try ReceiptReading(object, format: format, limits: gate.limits)
      let head = reading.head(gate.cryptography)
      let signed = SignedHead(head, signature: reading.signature)
      let isSigned = key.map {
        signed.isValid(of: reading.receipt.repository, by: $0, cryptography: gate.cryptography)
      }
      return .receipt(reading, head.digest, isSigned: isSigned ?? false)
    } catch {
      guard let reading = try? CheckpointReading(object, format: format, limits: gate.limits)
      else { return .defect(error) }
      let isSigned = key.map { reading.isSigned(by: $0, cryptography: gate.cryptography) }
      return .checkpoint(reading, isSigned: isSigned ?? false)
    }
  }
}
