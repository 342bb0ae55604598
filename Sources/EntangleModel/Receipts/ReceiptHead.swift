/// Where a host's log stood: the number of a receipt and its digest.
public struct ReceiptHead: Sendable, Hashable {
  /// Which receipt, of all of a repository's.
  public struct Place: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let epoch: Int64
    public let sequence: Int64

    public init(epoch: Int64, sequence: Int64) {
      self.epoch = epoch
      self.sequence = sequence
    }

    public static func < (left: Place, right: Place) -> Bool {
      (left.epoch, left.sequence) < (right.epoch, right.sequence)
    }

    public var description: String { "\(epoch):\(sequence)" }
  }

  public let place: Place
  /// SHA-256 of what the receipt says.
  public let digest: SHA256Digest

  public init(_ place: Place, digest: SHA256Digest) {
    self.place = place
    self.digest = digest
  }

  /// What the host signs, in the namespace `entangle-head@v1`: five lines.
  public func statement(of repository: SHA256Digest) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(256)
    text.append("entangle-head v1\nrepository ")
    repository.appendHex(to: &text)
    text.append("\nepoch ")
    text.append(decimal: place.epoch)
    text.append("\nsequence ")
    text.append(decimal: place.sequence)
    text.append("\nreceipt ")
    digest.appendHex(to: &text)
    text.append("\n")
    return text
  }
}

/// A head with the host's signature: what everybody shows to everybody else, so that a host cannot show one
/// log to some and another to others.
public struct SignedHead: Sendable, Hashable, CustomStringConvertible {
  public let head: ReceiptHead
  /// The raw Ed25519 signature; that it is valid, `isValid` says.
  public let signature: Bytes64

  public init(_ head: ReceiptHead, signature: Bytes64) {
    self.head = head
    self.signature = signature
  }

  /// How many characters the signature takes in base64.
  static let signatureLength = 88

  /// Reads `<epoch>:<sequence>:<digest>:<base64 of the signature>`; nil for anything else.
  public init?(_ text: some Collection<UInt8>) {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 4, let epoch = Decimal.read(parts[0]), epoch > 0,
      let sequence = Decimal.read(parts[1]), sequence > 0,
      let digest = SHA256Digest(hex: parts[2]),
      let signature = Base64.decode(parts[3]).flatMap({ Bytes64($0) })
    else { return nil }
    let place = ReceiptHead.Place(epoch: epoch, sequence: sequence)
    self.init(ReceiptHead(place, digest: digest), signature: signature)
  }

  public var description: String {
    "\(head.place):\(head.digest):\(Base64.encode(signature.bytes))"
  }

  /// Whether a host's key has signed the head, of that repository.
  public func isValid(
    of repository: SHA256Digest, by key: PublicKey, cryptography: some Cryptography
  ) -> Bool {
    sshSignature(by: key)?.isValid(
      over: head.statement(of: repository), in: .head, cryptography: cryptography) ?? false
  }

  /// The signature as ssh-keygen reads it, where it is by that key; nil where no such key signs heads.
  public func sshSignature(by key: PublicKey) -> SSHSignature? {
    guard !key.isSecurityKey, key.codeKey == nil else { return nil }
    return KeySignature(bytes: signature.bytes).map {
      SSHSignature(publicKey: key, namespace: .head, signature: $0)
    }
  }
}
