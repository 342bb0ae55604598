/// An object named twice: by its oid and by the SHA-256 of its header and content.
public struct ObjectReference: Sendable, Hashable, CustomStringConvertible {
  public let id: ObjectID
  public let digest: SHA256Digest

  public init(id: ObjectID, digest: SHA256Digest) {
    self.id = id
    self.digest = digest
  }

  /// Reads `<oid>:<digest>`.
  public init?(_ text: some Collection<UInt8>) {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
      let id = ObjectID(hex: text[..<colon]), !id.isZero,
      let digest = SHA256Digest(hex: text[colon...].dropFirst())
    else { return nil }
    self.init(id: id, digest: digest)
  }

  public var description: String { "\(id):\(digest)" }
}

/// A commit named by oid, object digest, and the content digest of its tree.
public struct CommitReference: Sendable, Hashable, CustomStringConvertible {
  public let id: ObjectID
  public let digest: SHA256Digest
  /// The name that the commit's tree would have in a SHA-256 repository.
  public let content: SHA256Digest

  public init(id: ObjectID, digest: SHA256Digest, content: SHA256Digest) {
    self.id = id
    self.digest = digest
    self.content = content
  }

  /// Reads `<oid>:<digest>:<digest>`.
  public init?(_ text: some Collection<UInt8>) {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
      let id = ObjectID(hex: text[..<colon]), !id.isZero,
      let second = text[colon...].dropFirst().firstIndex(of: UInt8(ascii: ":")),
      let digest = SHA256Digest(hex: text[colon..<second].dropFirst()),
      let content = SHA256Digest(hex: text[second...].dropFirst())
    else { return nil }
    self.init(id: id, digest: digest, content: content)
  }

  public var description: String { "\(id):\(digest):\(content)" }
}

/// A trust state named by version and the SHA-256 of its statement.
public struct StateReference: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let version: Int64
  public let digest: SHA256Digest

  public init(version: Int64, digest: SHA256Digest) {
    self.version = version
    self.digest = digest
  }

  /// By version, then by digest.
  public static func < (left: StateReference, right: StateReference) -> Bool {
    (left.version, left.digest) < (right.version, right.digest)
  }

  /// Reads `<version>:<digest>`.
  public init?(_ text: some Collection<UInt8>) {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
      let version = Decimal.read(text[..<colon]),
      let digest = SHA256Digest(hex: text[colon...].dropFirst())
    else { return nil }
    self.init(version: version, digest: digest)
  }

  public var description: String { "\(version):\(digest)" }
}

/// Decimal numbers with one spelling each: no sign, no leading zero, 0 to 2^53-1.
public enum Decimal {
  /// The number, or nil where the text is not its one spelling.
  public static func read(_ text: some Collection<UInt8>) -> Int64? {
    guard (1...16).contains(text.count) else { return nil }
    var value: Int64 = 0
    for byte in text {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    guard value <= JSONValue.largestInteger, text.count == 1 || text.first != UInt8(ascii: "0")
    else { return nil }
    return value
  }
}
