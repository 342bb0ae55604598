/// An Ed25519 public key (RFC 8032), in the forms that OpenSSH gives it (RFC 8709).
public struct PublicKey: Sendable, Hashable, CustomStringConvertible {
  /// The 32 raw bytes.
  public let bytes: [UInt8]

  /// Takes 32 raw bytes; any other length is no key.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// Takes the SSH wire form: `string "ssh-ed25519"`, `string <32 bytes>`, nothing after.
  public init?(wire: [UInt8]) {
    guard wire.count == 51, wire.starts(with: Self.wirePrefix) else { return nil }
    bytes = Array(wire.dropFirst(Self.wirePrefix.count))
  }

  /// Takes the line `ssh-ed25519 <base64>` without comment.
  public init?(text: String) {
    let prefix = "ssh-ed25519 "
    guard text.utf8.starts(with: prefix.utf8),
      let wire = Base64.decode(text.utf8.dropFirst(prefix.utf8.count))
    else { return nil }
    self.init(wire: wire)
  }

  private static let wirePrefix: [UInt8] =
    [0, 0, 0, 11] + Array("ssh-ed25519".utf8) + [0, 0, 0, 32]

  /// The SSH wire form: 51 bytes.
  public var wire: [UInt8] { Self.wirePrefix + bytes }

  /// The line `ssh-ed25519 <base64>`, as in `authorized_keys`, without comment.
  public var text: String { "ssh-ed25519 " + Base64.encode(wire) }

  public var description: String { text }
}

/// The short name of a public key: the first 32 hexadecimal digits of the SHA-256 of its SSH wire
/// form.
public struct KeyID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Thirty-two lowercase hexadecimal digits.
  public let text: String

  /// Takes 32 lowercase hexadecimal digits; anything else is no key id.
  public init?(_ text: some Collection<UInt8>) {
    guard text.count == 32, Hex.decode(text) != nil else { return nil }
    self.text = String(decoding: text, as: UTF8.self)
  }

  init(digest: SHA256Digest) {
    text = String(digest.hex.prefix(32))
  }

  public var description: String { text }

  public static func < (left: KeyID, right: KeyID) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

extension Cryptography {
  /// The short name of a public key.
  public func keyID(_ key: PublicKey) -> KeyID { KeyID(digest: sha256(key.wire)) }
}

/// A principal and one of its `law` keys: the owner of one append-only chain of events.
public struct Lane: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let principal: PrincipalID
  public let key: KeyID

  public init(principal: PrincipalID, key: KeyID) {
    self.principal = principal
    self.key = key
  }

  /// Reads `<id>/<key id>`.
  public init?(_ text: some Collection<UInt8>) {
    guard let slash = text.firstIndex(of: UInt8(ascii: "/")),
      let principal = PrincipalID(text[..<slash]), let key = KeyID(text[slash...].dropFirst())
    else { return nil }
    self.init(principal: principal, key: key)
  }

  public var description: String { "\(principal)/\(key)" }

  /// The ref that holds the lane.
  public var ref: RefName {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(100)
    bytes.append("refs/entangle/events/")
    bytes.append(text: principal.text)
    bytes.append("/")
    bytes.append(text: key.text)
    return RefName(bytes)
  }

  public static func < (left: Lane, right: Lane) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }
}
