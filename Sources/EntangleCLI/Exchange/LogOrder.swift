internal import EntangleGit
internal import EntangleModel

/// A host's log, as far as it is compared with another of the same epoch: of which one may leave out what the
/// other has.
struct LogOrder {
  private struct Row {
    let digest: SHA256Digest
    let isLeftOut: Bool
    /// Whether a ref moved; nil where nobody can tell.
    let hasMoved: Bool?
  }

  /// Oldest first.
  private let rows: [Row]

  init(_ tip: ObjectID, in objects: any ObjectSource, cryptography: any Cryptography) {
    var rows: [Row] = []
    for entry in LogList(from: tip, in: objects) {
      switch entry.content {
      case .receipt(let reading):
        let hasMoved = if case .accepted = reading.receipt.content { true } else { false }
        rows.append(
          Row(
            digest: reading.head(cryptography).digest, isLeftOut: false, hasMoved: hasMoved))
      case .checkpoint(let reading):
        rows += reading.checkpoint.leftOut.reversed().map {
          Row(digest: $0.digest, isLeftOut: true, hasMoved: nil)
        }
      }
    }
    self.rows = rows.reversed()
  }

  /// Of two with the same receipts, that which leaves out more is ahead.
  func compared(to other: LogOrder) -> ChainOrder {
    for (mine, theirs) in zip(rows, other.rows) {
      guard mine.digest == theirs.digest else { return .apart }
      // What is left out has moved no ref.
      if mine.isLeftOut, theirs.hasMoved == true { return .apart }
      if theirs.isLeftOut, mine.hasMoved == true { return .apart }
    }
    func measure(_ log: LogOrder) -> (Int, Int) {
      (log.rows.count, log.rows.count { $0.isLeftOut })
    }
    let (mine, theirs) = (measure(self), measure(other))
    return mine == theirs ? .same : mine > theirs ? .ahead : .behind
  }
}
