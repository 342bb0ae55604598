internal import EntangleModel

/// How a head that a signer has seen stands to the log that is here.
enum SeenStanding: Sendable {
  /// The log has it, and it is of that time.
  case confirmed(at: Timestamp)
  /// The authorities have said that it is lost.
  case lost
  /// The log that is here does not reach it.
  case beyond
  /// The log has another receipt there, and the host has signed this one, too.
  case contradicted
  /// The law has no such epoch.
  case foreign
  /// The host has not signed it.
  case forged
}

/// Compares what signers have seen with the log. A signature that the log does not have is checked, once for all that
/// carry it.
struct SeenHeads {
  private let log: ReceiptLog
  private let chain: TrustChain
  private let cryptography: any Cryptography
  /// Whether the host has signed these.
  private var checked: [SignedHead: Bool] = [:]

  init(log: ReceiptLog, chain: TrustChain, cryptography: any Cryptography) {
    self.log = log
    self.chain = chain
    self.cryptography = cryptography
  }

  mutating func standing(of seen: SignedHead) -> SeenStanding {
    let place = seen.head.place
    guard let state = chain.newest?.state, let epoch = state.epochs[place.epoch] else {
      return .foreign
    }
    let row = log.row(at: place)
    let isKnown = row?.digest == seen.head.digest && row?.signature == seen.signature
    guard isKnown || isSigned(seen, by: state.hostKey(epoch, cryptography)) else { return .forged }
    if let next = state.epochs[place.epoch + 1], place.sequence > next.after.sequence {
      return .lost
    }
    guard let row else { return .beyond }
    return row.digest == seen.head.digest ? .confirmed(at: row.time) : .contradicted
  }

  private mutating func isSigned(_ seen: SignedHead, by key: PublicKey?) -> Bool {
    if let known = checked[seen] { return known }
    guard let key, let root = chain.root else { return false }
    let isSigned = seen.isValid(of: root, by: key, cryptography: cryptography)
    checked[seen] = isSigned
    return isSigned
  }
}
