/// An Ed25519 public key (RFC 8032), in the forms that OpenSSH gives it: of a key in software (RFC
/// 8709), or of a security key (`PROTOCOL.u2f`), whose private half never leaves the device; or a key
/// of another kind, which signs code alone.
public struct PublicKey: Sendable, Hashable, CustomStringConvertible {
  /// The bytes of an Ed25519 key, in place, because nearly all keys are such; zeros for any other.
  private let words: (UInt64, UInt64, UInt64, UInt64)
  private let addition: Addition?

  /// What a key has beside, or instead of, the 32 bytes.
  private indirect enum Addition: Sendable, Hashable {
    case application([UInt8])
    case codeKey(CodeKey)
  }

  /// Takes the 32 raw bytes of a key in software; any other length is no key.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    words = packWords(bytes)
    addition = nil
  }

  /// Takes a key that signs code alone.
  public init(_ key: CodeKey) {
    words = (0, 0, 0, 0)
    addition = .codeKey(key)
  }

  /// The 32 raw bytes of an Ed25519 key; zeros, which are no Ed25519 key, for any other.
  public var bytes: [UInt8] { unpackWords(words, count: 32) }

  /// Appends the 32 raw bytes.
  func append(to bytes: inout [UInt8]) { bytes.append(words: words, count: 32) }

  /// What a security key signs for: `ssh:` and up to 60 more bytes of printable ASCII without space;
  /// nil for a key in software.
  public var application: [UInt8]? {
    if case .application(let application) = addition { application } else { nil }
  }

  /// The key, where it is of a kind that signs code alone; nil for Ed25519.
  public var codeKey: CodeKey? {
    if case .codeKey(let key) = addition { key } else { nil }
  }

  /// Takes the SSH wire form: `string "ssh-ed25519"`, `string <32 bytes>`, or
  /// `string "sk-ssh-ed25519@openssh.com"`, `string <32 bytes>`, `string <application>`, nothing after;
  /// or that of a `CodeKey`.
  public init?(wire: [UInt8]) {
    if wire.count == 51, wire.starts(with: Self.wirePrefix) {
      words = packWords(wire[Self.wirePrefix.count...])
      addition = nil
      return
    }
    if let key = CodeKey(wire: wire) {
      words = (0, 0, 0, 0)
      addition = .codeKey(key)
      return
    }
    var reader = SSHWireReader(wire)
    guard reader.string() == Array(Self.securityKeyKind.utf8), let bytes = reader.string(),
      bytes.count == 32, let application = reader.string(), reader.isAtEnd,
      (4...64).contains(application.count), application.starts(with: "ssh:".utf8),
      application.allSatisfy({ (0x21...0x7e).contains($0) })
    else { return nil }
    words = packWords(bytes)
    addition = .application(application)
  }

  /// Takes the line of kind and base64, `ssh-ed25519 <base64>` for one, without comment.
  public init?(text: String) {
    guard let space = text.utf8.firstIndex(of: UInt8(ascii: " ")),
      let wire = Base64.decode(text.utf8[space...].dropFirst()), let key = PublicKey(wire: wire),
      key.kind.utf8.elementsEqual(text.utf8[..<space])
    else { return nil }
    self = key
  }

  private static let wirePrefix: [UInt8] =
    [0, 0, 0, 11] + Array("ssh-ed25519".utf8) + [0, 0, 0, 32]

  static let securityKeyKind = "sk-ssh-ed25519@openssh.com"

  /// Whether a device holds the private half, and signs when it is touched.
  public var isSecurityKey: Bool { application != nil }

  /// The name of the key's kind, as the wire form has it.
  public var kind: String {
    switch addition {
    case nil: "ssh-ed25519"
    case .application: Self.securityKeyKind
    case .codeKey(let key): key.kind
    }
  }

  /// The SSH wire form: 51 bytes of an Ed25519 key in software, more of any other.
  public var wire: [UInt8] {
    switch addition {
    case nil: Self.wirePrefix + bytes
    case .application(let application):
      sshString(Array(Self.securityKeyKind.utf8)) + sshString(bytes) + sshString(application)
    case .codeKey(let key): key.wire
    }
  }

  /// The line of kind and base64, as in `authorized_keys`, without comment.
  public var text: String { kind + " " + Base64.encode(wire) }

  public var description: String { text }

  /// Whether the key may have these uses: as `KeyUse.mayShareKey` says; a security key never signs
  /// artifacts, because DSSE's plain Ed25519 is not what it makes; and what signs events and artifacts
  /// is Ed25519, so that who checks them needs that alone.
  public func mayHave(_ uses: Set<KeyUse>) -> Bool {
    guard KeyUse.mayShareKey(uses) else { return false }
    return switch addition {
    case nil: true
    case .application: !uses.contains(.artifact)
    case .codeKey: uses.isDisjoint(with: [.law, .artifact])
    }
  }

  public static func == (left: PublicKey, right: PublicKey) -> Bool {
    left.words == right.words && left.addition == right.addition
  }

  /// Of all its bytes: whoever writes a key chooses the first of them at will, and thousands that are alike in
  /// what is hashed would each be compared with all others.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words)
    if case .codeKey(let key) = addition { hasher.combine(key) }
  }
}

/// The short name of a public key: the first 32 hexadecimal digits of the SHA-256 of its SSH wire
/// form.
public struct KeyID: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let words: (UInt64, UInt64)

  /// Takes 32 lowercase hexadecimal digits; anything else is no key id.
  public init?(_ text: some Collection<UInt8>) {
    guard let read = Hex.words(text), read.count == 16 else { return nil }
    words = (read.words.0, read.words.1)
  }

  init(digest: SHA256Digest) {
    words = digest.firstHalf
  }

  /// Appends the 32 digits to a text.
  func appendHex(to text: inout [UInt8]) { text.append(hex: (words.0, words.1, 0, 0), count: 16) }

  /// Thirty-two lowercase hexadecimal digits.
  public var text: String {
    var text: [UInt8] = []
    appendHex(to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  public var description: String { text }

  public static func == (left: KeyID, right: KeyID) -> Bool { left.words == right.words }

  /// Of all its bytes: whoever writes the name of a lane chooses the first of them at will, and thousands that are alike in
  /// what is hashed would each be compared with all others.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }

  public static func < (left: KeyID, right: KeyID) -> Bool { left.words < right.words }
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
    key.appendHex(to: &bytes)
    return RefName(bytes)
  }

  public static func < (left: Lane, right: Lane) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }
}
