internal import EntangleModel
internal import Synchronization

/// A commit of a host's log as it was read.
struct ReceiptEntry: Sendable {
  let id: ObjectID
  let outcome: Outcome

  enum Outcome: Sendable {
    /// With what it says digested, and whether the epoch's key has signed that.
    case receipt(ReceiptReading, SHA256Digest, isSigned: Bool)
    case missing
    case unreadable(String)
    case defect(EventDefect)
  }
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
      if case .receipt(let reading, _, _) = outcome(id) {
        next = reading.parent
      } else {
        next = nil
      }
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
      return .defect(error)
    }
  }
}
