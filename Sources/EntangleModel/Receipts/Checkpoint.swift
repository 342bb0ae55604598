/// What a host leaves in its log in place of receipts that moved no ref, one after the other: of each its digest, so that
/// what others have seen can still be compared, when it was, and how many pushes it refused (`Docs/format.md`,
/// section 13).
public struct Checkpoint: Sendable, Hashable {
  public let repository: SHA256Digest
  /// The place of the first that is left out; never that of an epoch's first receipt.
  public let first: ReceiptHead.Place
  /// The digest of the receipt before it.
  public let chain: SHA256Digest
  /// The trust state that the last that is left out names.
  public let trust: StateReference
  /// At least one, `Receipt.mostLines` at most, none older than the one before.
  public let leftOut: [LeftOut]

  /// Nil where these are no such receipts.
  public init?(
    repository: SHA256Digest, first: ReceiptHead.Place, chain: SHA256Digest, trust: StateReference,
    leftOut: [LeftOut]
  ) {
    guard first.sequence > 1, (1...Receipt.mostLines).contains(leftOut.count),
      zip(leftOut, leftOut.dropFirst()).allSatisfy({ $0.time <= $1.time })
    else { return nil }
    self.repository = repository
    self.first = first
    self.chain = chain
    self.trust = trust
    self.leftOut = leftOut
  }

  /// A receipt that is left out.
  public struct LeftOut: Sendable, Hashable {
    public let time: Timestamp
    /// How many pushes it refused; 0 of a sign of life.
    public let refused: Int64
    public let digest: SHA256Digest

    public init(time: Timestamp, refused: Int64, digest: SHA256Digest) {
      self.time = time
      self.refused = refused
      self.digest = digest
    }
  }

  /// The place of the last that is left out.
  public var last: ReceiptHead.Place {
    ReceiptHead.Place(epoch: first.epoch, sequence: first.sequence + Int64(leftOut.count) - 1)
  }

  /// What it says of a place; nil where it leaves out none there.
  public func leftOut(at place: ReceiptHead.Place) -> LeftOut? {
    guard place >= first, place <= last else { return nil }
    return leftOut[Int(place.sequence - first.sequence)]
  }

  /// When the first and the last were made.
  public var times: ClosedRange<Timestamp> {
    let moments = leftOut.map(\.time)
    return moments[0]...moments[moments.count - 1]
  }

  /// What the host signs, in the namespace `entangle-checkpoint@v1`: the message of the commit up to the signature.
  public var statement: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(512 + 112 * leftOut.count)
    text.append(
      text: """
        checkpoint \(last)

        Kind: checkpoint/1
        Repository: \(repository)
        Epoch: \(first.epoch)
        Sequence: \(first.sequence)
        Chain: \(chain)
        Trust: \(trust)

        """)
    for entry in leftOut {
      text.append(text: "Left-Out: \(entry.time) \(entry.refused) \(entry.digest)\n")
    }
    return text
  }

  /// The commit that carries it, on the receipt before.
  public func commit(
    by host: PrincipalID, on parent: ObjectID, signature: Bytes64, format: ObjectFormat
  ) -> RawObject {
    LogCommit(host: host, parent: parent, time: times.upperBound, signature: signature)
      .encoded(saying: statement, format: format)
  }
}
