internal import EntangleGit
internal import EntangleModel

/// A host's log, as far as it is compared with another of the same epoch: of which one may leave out what the
/// other has.
struct LogOrder {
  private struct Row {
    let digest: SHA256Digest
    /// Whether a ref moved; nil where the receipt is left out.
    let hasMoved: Bool?
  }

  /// Oldest first.
  private let rows: [Row]

  /// Nil where it cannot be read from one end to the other.
  init?(_ tip: ObjectID, in objects: any ObjectSource, cryptography: any Cryptography) {
    var rows: [Row] = []
    var isWhole = false
    for entry in LogList(from: tip, in: objects) {
      isWhole = entry.place.sequence == 1
      switch entry.content {
      case .receipt(let reading):
        let hasMoved = if case .accepted = reading.receipt.content { true } else { false }
        rows.append(Row(digest: reading.head(cryptography).digest, hasMoved: hasMoved))
      case .checkpoint(let reading):
        rows += reading.checkpoint.leftOut.reversed().map {
          Row(digest: $0.digest, hasMoved: nil)
        }
      }
    }
    guard isWhole else { return nil }
    self.rows = rows.reversed()
  }

  /// Of two with the same receipts, that which leaves out more is ahead.
  func compared(to other: LogOrder) -> ChainOrder {
    for (mine, theirs) in zip(rows, other.rows) {
      guard mine.digest == theirs.digest else { return .apart }
      // What is left out has moved no ref.
      guard mine.hasMoved != nil || theirs.hasMoved != true,
        theirs.hasMoved != nil || mine.hasMoved != true
      else { return .apart }
    }
    let (mine, theirs) = (measure, other.measure)
    return mine == theirs ? .same : mine > theirs ? .ahead : .behind
  }

  private var measure: (receipts: Int, leftOut: Int) {
    (rows.count, rows.count { $0.hasMoved == nil })
  }
}
