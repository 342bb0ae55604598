/// An OpenSSH signature (`PROTOCOL.sshsig`), Ed25519 with SHA-512, by a key in software or a
/// security key, in the one spelling that `Docs/format.md` section 1 allows.
public struct SSHSignature: Sendable, Hashable {
  /// The namespaces that entangle signs in.
  public enum Namespace: String, Sendable {
    /// Commits, as git signs them.
    case git
    /// Statements of the trust chain.
    case trust = "entangle-trust@v1"
    /// Heads of a host's log.
    case head = "entangle-head@v1"
    /// Checkpoints of a host's log.
    case checkpoint = "entangle-checkpoint@v1"
  }

  public let publicKey: PublicKey
  public let namespace: String
  public let signature: KeySignature

  public init(publicKey: PublicKey, namespace: Namespace, signature: KeySignature) {
    self.publicKey = publicKey
    self.namespace = namespace.rawValue
    self.signature = signature
  }

  private static let begin = Array("-----BEGIN SSH SIGNATURE-----\n".utf8)
  private static let end = Array("-----END SSH SIGNATURE-----\n".utf8)
  static let magic = Array("SSHSIG".utf8)
  static let hashName = Array("sha512".utf8)
  static let lineLength = 70

  /// Reads the armour; nil for every other spelling, algorithm or field, and for bytes after it.
  public init?(armour: [UInt8]) {
    guard let blob = Self.blob(armour: armour, limit: 2_048) else { return nil }
    var reader = SSHWireReader(blob)
    guard reader.take(Self.magic), reader.take([0, 0, 0, 1]),
      let key = reader.string().flatMap({ PublicKey(wire: $0) }),
      let namespace = reader.string().flatMap({ String(validating: $0, as: UTF8.self) }),
      reader.string() == [], reader.string() == Self.hashName,
      let signature = reader.string().flatMap({ KeySignature(wire: $0, of: key) }), reader.isAtEnd
    else { return nil }
    publicKey = key
    self.namespace = namespace
    self.signature = signature
  }

  /// What an armour of at most `limit` bytes holds; nil for any other spelling than that of ssh-keygen.
  static func blob(armour: [UInt8], limit: Int) -> [UInt8]? {
    guard armour.count <= limit, armour.starts(with: begin),
      armour.suffix(end.count).elementsEqual(end), armour.count > begin.count + end.count
    else { return nil }
    return blob(armour[begin.count..<(armour.count - end.count)])
  }

  /// Decodes base64 in lines of 70 characters, the last one shorter or as long. As base64 is read
  /// strictly, this is the one spelling of what it holds.
  private static func blob(_ body: ArraySlice<UInt8>) -> [UInt8]? {
    var text: [UInt8] = []
    text.reserveCapacity(body.count)
    var column = 0
    var isLast = false
    for byte in body {
      guard !isLast else { return nil }
      if byte == UInt8(ascii: "\n") {
        guard column > 0 else { return nil }
        isLast = column < lineLength
        column = 0
      } else {
        guard column < lineLength else { return nil }
        text.append(byte)
        column += 1
      }
    }
    guard column == 0 else { return nil }
    return Base64.decode(text)
  }

  /// What stands in front of the 64 bytes of a signature by a key.
  static func blobStart(key: PublicKey, namespace: Namespace) -> [UInt8] {
    var blob = magic + [0, 0, 0, 1]
    for part in [key.wire, Array(namespace.rawValue.utf8), [], hashName] {
      blob.appendSSHString(part)
    }
    let kind = sshString(Array(key.kind.utf8))
    let count = kind.count + 4 + KeySignature.variableByteCount(of: key)
    return blob + sshNumber(UInt32(count)) + kind + sshNumber(64)
  }

  /// The armour: a first line, base64 in lines of 70 characters, a last line.
  public var armour: [UInt8] {
    let blob =
      Self.magic + [0, 0, 0, 1] + sshString(publicKey.wire) + sshString(Array(namespace.utf8))
      + sshString([]) + sshString(Self.hashName) + sshString(signature.wire)
    let text = Base64.encodeBytes(blob)
    var armour = Self.begin
    armour.reserveCapacity(400)
    var start = 0
    while start < text.count {
      let stop = min(start + Self.lineLength, text.count)
      armour += text[start..<stop]
      armour.append(UInt8(ascii: "\n"))
      start = stop
    }
    return armour + Self.end
  }

  /// What Ed25519 signs for a message in a namespace, given the message's SHA-512.
  public static func signedData(namespace: Namespace, messageDigest: Bytes64) -> [UInt8] {
    var data: [UInt8] = []
    data.reserveCapacity(128)
    data += start(namespace)
    messageDigest.append(to: &data)
    return data
  }

  private static let gitStart = signedStart(.git)
  private static let trustStart = signedStart(.trust)
  private static let headStart = signedStart(.head)
  private static let checkpointStart = signedStart(.checkpoint)

  private static func start(_ namespace: Namespace) -> [UInt8] {
    switch namespace {
    case .git: gitStart
    case .trust: trustStart
    case .head: headStart
    case .checkpoint: checkpointStart
    }
  }

  /// What stands in front of the digest.
  private static func signedStart(_ namespace: Namespace) -> [UInt8] {
    magic + sshString(Array(namespace.rawValue.utf8)) + sshString([]) + sshString(hashName)
      + sshNumber(64)
  }

  /// Whether this is a signature over `message` in `namespace` by the key that it carries.
  public func isValid(
    over message: [UInt8], in namespace: Namespace, cryptography: some Cryptography
  ) -> Bool {
    isValid(
      overDigest: cryptography.sha512(message), in: namespace, cryptography: cryptography)
  }

  /// Whether this is a signature over the message of that SHA-512 in `namespace` by the key that it
  /// carries.
  public func isValid(
    overDigest digest: Bytes64, in namespace: Namespace, cryptography: some Cryptography
  ) -> Bool {
    guard self.namespace == namespace.rawValue else { return false }
    let data = Self.signedData(namespace: namespace, messageDigest: digest)
    return signature.isValid(over: data, by: publicKey, cryptography: cryptography)
  }
}
