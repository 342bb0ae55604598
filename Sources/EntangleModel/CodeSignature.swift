/// What a `CodeKey` makes of a message.
public enum CodeKeySignature: Sendable, Hashable {
  /// The contents of two `mpint`s, each no longer than the curve's numbers.
  case ecdsa(r: [UInt8], s: [UInt8])
  /// As many bytes as the modulus has.
  case rsa(RSAHash, [UInt8])

  /// The hash functions with which RSA signs here (RFC 8332); SHA-1 is none of them.
  public enum RSAHash: String, Sendable, Hashable, CaseIterable {
    case sha256 = "rsa-sha2-256"
    case sha512 = "rsa-sha2-512"
  }

  /// Takes the SSH wire form that the key's signatures have: `string "ecdsa-sha2-<curve>"`, `string`
  /// that holds `mpint r`, `mpint s`; or `string "rsa-sha2-256"` or `"rsa-sha2-512"`, `string <as many
  /// bytes as the modulus has>`; nothing after.
  init?(wire: [UInt8], of key: CodeKey) {
    var reader = SSHWireReader(wire)
    guard let kind = reader.string(), let value = reader.string(), reader.isAtEnd else {
      return nil
    }
    switch key {
    case .ecdsa(let curve, _):
      var numbers = SSHWireReader(value)
      guard kind.elementsEqual(curve.kind.utf8), let r = numbers.positiveInteger(),
        let s = numbers.positiveInteger(), numbers.isAtEnd,
        [r, s].allSatisfy({ $0.drop { $0 == 0 }.count <= curve.coordinateByteCount })
      else { return nil }
      self = .ecdsa(r: r, s: s)
    case .rsa(_, let modulus):
      guard let hash = RSAHash.allCases.first(where: { kind.elementsEqual($0.rawValue.utf8) }),
        value.count == modulus.drop(while: { $0 == 0 }).count
      else { return nil }
      self = .rsa(hash, value)
    }
  }
}

/// The signature of a commit or tag of code: an OpenSSH signature by a key of any kind that may be
/// enrolled for code, in the one spelling that `Docs/format.md` section 1 allows.
public struct CodeSignature: Sendable, Hashable {
  public let publicKey: PublicKey
  private let form: Form

  private enum Form: Sendable, Hashable {
    /// By Ed25519, as events are signed.
    case plain(SSHSignature)
    indirect case other(CodeKey, namespace: String, CodeKeySignature)
  }

  /// The longest armour, in bytes: more than a key of RSA with 16,384 bits and its signature take.
  private static let armourLimit = 8_192

  /// Reads the armour; nil for every other spelling, algorithm or field, and for bytes after it.
  public init?(armour: [UInt8]) {
    if let signature = SSHSignature(armour: armour) {
      publicKey = signature.publicKey
      form = .plain(signature)
      return
    }
    guard let blob = SSHSignature.blob(armour: armour, limit: Self.armourLimit) else { return nil }
    var reader = SSHWireReader(blob)
    guard reader.take(SSHSignature.magic), reader.take([0, 0, 0, 1]),
      let key = reader.string().flatMap({ CodeKey(wire: $0) }),
      let namespace = reader.string().flatMap({ String(validating: $0, as: UTF8.self) }),
      reader.string() == [], reader.string() == SSHSignature.hashName,
      let signature = reader.string().flatMap({ CodeKeySignature(wire: $0, of: key) }),
      reader.isAtEnd
    else { return nil }
    publicKey = PublicKey(key)
    form = .other(key, namespace: namespace, signature)
  }

  /// Takes a signature by an Ed25519 key.
  init(publicKey: PublicKey, signature: KeySignature) {
    self.publicKey = publicKey
    form = .plain(SSHSignature(publicKey: publicKey, namespace: .git, signature: signature))
  }

  /// Whether this is a signature over `message` in the namespace `git` by the key that it carries.
  public func isValid(over message: [UInt8], cryptography: some Cryptography) -> Bool {
    isValid(overDigest: cryptography.sha512(message), cryptography: cryptography)
  }

  /// Whether this is a signature over the message of that SHA-512 in the namespace `git` by the key that it carries.
  public func isValid(overDigest digest: Bytes64, cryptography: some Cryptography) -> Bool {
    switch form {
    case .plain(let signature):
      return signature.isValid(overDigest: digest, in: .git, cryptography: cryptography)
    case .other(let key, let namespace, let signature):
      guard namespace == SSHSignature.Namespace.git.rawValue else { return false }
      let data = SSHSignature.signedData(namespace: .git, messageDigest: digest)
      return cryptography.isValid(signature, message: data, publicKey: key)
    }
  }
}
