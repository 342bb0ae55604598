/// What a host signs of a push that it took, of pushes that it refused, or of there being nothing new: one
/// entry of its log (`Docs/format.md`, section 13).
public struct Receipt: Sendable, Hashable {
  public let repository: SHA256Digest
  public let place: ReceiptHead.Place
  /// The digest of the receipt before; zeros in a repository's first.
  public let chain: SHA256Digest
  /// The trust state in force when it was made.
  public let trust: StateReference
  public let time: Timestamp
  public let content: Content

  public init(
    repository: SHA256Digest, place: ReceiptHead.Place, chain: SHA256Digest, trust: StateReference,
    time: Timestamp, content: Content
  ) {
    self.repository = repository
    self.place = place
    self.chain = chain
    self.trust = trust
    self.time = time
    self.content = content
  }

  /// What a receipt is of.
  public enum Content: Sendable, Hashable {
    case accepted(Push, moves: [Move])
    /// At least one.
    case refused([Refusal])
    /// A sign of life.
    case current
  }

  /// Who pushed, as far as the host knows.
  public struct Push: Sendable, Hashable {
    public let pusher: PrincipalID?
    /// SHA-256 of the push certificate; nil where there was none.
    public let certificate: SHA256Digest?

    public init(pusher: PrincipalID?, certificate: SHA256Digest?) {
      self.pusher = pusher
      self.certificate = certificate
    }
  }

  /// A ref that moved.
  public struct Move: Sendable, Hashable {
    public let ref: RefName
    /// Nil where it was not there.
    public let old: ObjectID?
    /// Nil where it was deleted.
    public let new: ObjectReference?

    public init(_ ref: RefName, old: ObjectID?, new: ObjectReference?) {
      self.ref = ref
      self.old = old
      self.new = new
    }
  }

  /// Pushes that were refused, by one pusher and for the same reasons.
  public struct Refusal: Sendable, Hashable {
    /// When the last of them was.
    public let time: Timestamp
    public let pusher: PrincipalID?
    /// The codes of the rules, sorted, eight at most; none where it could not be judged.
    public let codes: [String]
    /// How many pushes.
    public let count: Int64
    /// SHA-256 of what git told the hook of the last of them.
    public let digest: SHA256Digest

    public init(
      time: Timestamp, pusher: PrincipalID?, codes: [String], count: Int64, digest: SHA256Digest
    ) {
      self.time = time
      self.pusher = pusher
      self.codes = codes
      self.count = count
      self.digest = digest
    }
  }

  /// The most lines of moves or refusals.
  public static let mostLines = 4_096

  /// What is digested: the message of the commit up to the signature.
  public var statement: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(1_024)
    text.append("receipt ")
    text.append(decimal: place.epoch)
    text.append(":")
    text.append(decimal: place.sequence)
    text.append("\n\nKind: receipt/1\nRepository: ")
    repository.appendHex(to: &text)
    text.append("\nEpoch: ")
    text.append(decimal: place.epoch)
    text.append("\nSequence: ")
    text.append(decimal: place.sequence)
    text.append("\nChain: ")
    chain.appendHex(to: &text)
    text.append("\nTrust: ")
    text.append(decimal: trust.version)
    text.append(":")
    trust.digest.appendHex(to: &text)
    text.append("\nTime: ")
    text += time.text
    text.append("\n")
    switch content {
    case .accepted(let push, let moves):
      text.append("Pusher: ")
      text.append(text: push.pusher?.text ?? "none")
      text.append("\nCertificate: ")
      text.append(text: push.certificate?.hex ?? "none")
      text.append("\n")
      for move in moves { move.append(to: &text) }
    case .refused(let refusals):
      for refusal in refusals { text.append(text: "Refusal: \(refusal)\n") }
    case .current: break
    }
    return text
  }

  /// The head that the log has with it.
  public func head(_ cryptography: some Cryptography) -> ReceiptHead {
    ReceiptHead(place, digest: cryptography.sha256(statement))
  }

  /// The commit that carries it: by the host, on the receipt before or, in an epoch's first, on the trust
  /// commit that opened the epoch.
  public func commit(
    by host: PrincipalID, on parent: ObjectID, signature: Bytes64, format: ObjectFormat
  ) -> RawObject {
    commit(
      by: host, on: parent, saying: statement, signature: signature, format: format)
  }

  /// The same, where what it says has been put into words already.
  func commit(
    by host: PrincipalID, on parent: ObjectID, saying statement: [UInt8], signature: Bytes64,
    format: ObjectFormat
  ) -> RawObject {
    LogCommit(host: host, parent: parent, time: time, signature: signature)
      .encoded(saying: statement, format: format)
  }
}

extension Receipt.Move {
  /// Appends the line.
  fileprivate func append(to text: inout [UInt8]) {
    text.append("Move: ")
    if let old { old.appendHex(to: &text) } else { text.append("none") }
    text.append(" ")
    if let new {
      new.id.appendHex(to: &text)
      text.append(":")
      new.digest.appendHex(to: &text)
    } else {
      text.append("none")
    }
    text.append(" ")
    text += ref.bytes
    text.append("\n")
  }
}

extension Receipt.Refusal: CustomStringConvertible {
  public var description: String {
    let codes = codes.isEmpty ? "none" : codes.joined(separator: ",")
    return "\(time) \(pusher?.text ?? "none") \(codes) \(count) \(digest)"
  }
}
