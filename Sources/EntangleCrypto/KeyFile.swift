internal import CSodium
internal import EntangleModel
public import EntangleSystem

/// A key as it lies on the disk: `entangle/key@v1` of Docs/format-keyfile.md.
public struct KeyFile: Sendable, Hashable {
  /// What the file says openly. For a key without passphrase nothing vouches for the name, the
  /// uses and the time; for the others they are authenticated when the key is opened.
  public let header: KeyHeader

  /// The seed, sealed or not.
  let secret: StoredSecret

  /// Whether a passphrase is needed to open it.
  public var isProtected: Bool { derivation != nil }

  /// Whether the ssh-agent holds the private half, and the file the public one alone.
  public var isHeldByAgent: Bool { secret == .heldByAgent }

  /// How much work the passphrase takes; nil where there is none.
  public var derivation: KeyDerivation? {
    if case .sealed(let parameters, _) = secret { parameters.derivation } else { nil }
  }

  /// Takes parts that belong together.
  init(header: KeyHeader, secret: StoredSecret) {
    self.header = header
    self.secret = secret
  }

  /// Seals the seed of `key` under a passphrase (taken as bytes, as they are).
  ///
  /// Throws `invalid` for an empty passphrase or a header of another key, `failed` where the
  /// derivation finds no memory.
  public static func sealing(
    _ key: borrowing SigningKey, header: KeyHeader, passphrase: borrowing SecretBytes,
    derivation: KeyDerivation = .moderate, randomness: some Randomness
  ) throws(CryptoError) -> KeyFile {
    try requireOwn(header, key.publicKey)
    guard passphrase.count > 0 else {
      throw .invalid(
        operation: "protect key", subject: header.name.description, cause: "empty passphrase")
    }
    let parameters = SealParameters(
      derivation: derivation, salt: randomness.bytes(KeyDerivation.saltByteCount),
      nonce: randomness.bytes(SealParameters.nonceByteCount))
    let associated = associatedData(header, parameters)
    let sealingKey = try derivation.key(passphrase: passphrase, salt: parameters.salt)
    var ciphertext = [UInt8](repeating: 0, count: SealParameters.ciphertextByteCount)
    key.withSeed { seed in
      sealingKey.withPointer { sealingKey in
        // Cannot fail for a message of 32 bytes.
        _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
          &ciphertext, nil, seed.baseAddress, UInt64(seed.count), associated,
          UInt64(associated.count), nil, parameters.nonce, sealingKey)
      }
    }
    return KeyFile(header: header, secret: .sealed(parameters, ciphertext: ciphertext))
  }

  /// Keeps the seed of `key` readable to whoever can read the file: only where someone asked for
  /// that in so many words.
  ///
  /// Throws `invalid` for a header of another key. The file's seed lies in ordinary memory.
  public static func withoutPassphrase(_ key: borrowing SigningKey, header: KeyHeader)
    throws(CryptoError) -> KeyFile
  {
    try requireOwn(header, key.publicKey)
    return KeyFile(header: header, secret: .open(seed: key.withSeed { Array($0) }))
  }

  /// Describes a key whose private half the ssh-agent holds. With no secret to vouch for it, all
  /// that keeps its uses as they are is that nobody else may write the file.
  public static func heldByAgent(_ header: KeyHeader) -> KeyFile {
    KeyFile(header: header, secret: .heldByAgent)
  }

  /// The key itself; `passphrase` is asked only where the file is protected.
  ///
  /// Throws `heldByAgent` where the file has no private half,
  /// `wrongPassphrase` where the seal does not open, `damaged` where the seed is not that of
  /// the public key, `failed` where the derivation finds no memory, `system` with what
  /// `passphrase` throws.
  public func open(passphrase: () throws(SystemError) -> SecretBytes) throws(CryptoError)
    -> SigningKey
  {
    let key: SigningKey
    switch secret {
    case .heldByAgent:
      throw .heldByAgent(header.name)
    case .open(let seed):
      key = try SigningKey(
        seed: secretBytes(seed.count, for: "open key") { output in
          output.update(from: seed, count: seed.count)
          return true
        })
    case .sealed(let parameters, let ciphertext):
      key = try SigningKey(seed: unseal(parameters, ciphertext, passphrase))
    }
    guard PublicKey(bytes: key.publicKey) == header.publicKey else {
      throw .damaged(
        subject: header.name.description, cause: "the seed is not that of the public key")
    }
    return key
  }

  private func unseal(
    _ parameters: SealParameters, _ ciphertext: [UInt8],
    _ passphrase: () throws(SystemError) -> SecretBytes
  ) throws(CryptoError) -> SecretBytes {
    let words: SecretBytes
    do {
      words = try passphrase()
    } catch {
      throw .system(operation: "open key", subject: header.name.description, cause: error)
    }
    let sealingKey = try parameters.derivation.key(passphrase: words, salt: parameters.salt)
    let associated = Self.associatedData(header, parameters)
    var isGenuine = false
    let seed = try secretBytes(SigningKey.seedByteCount, for: "open key") { output in
      isGenuine =
        sealingKey.withPointer { sealingKey in
          crypto_aead_xchacha20poly1305_ietf_decrypt(
            output, nil, nil, ciphertext, UInt64(ciphertext.count), associated,
            UInt64(associated.count), parameters.nonce, sealingKey)
        } == 0
      return true
    }
    guard isGenuine else { throw .wrongPassphrase(header.name) }
    return seed
  }

  private static func requireOwn(_ header: KeyHeader, _ publicKey: [UInt8]) throws(CryptoError) {
    guard header.publicKey == PublicKey(bytes: publicKey) else {
      throw .invalid(
        operation: "store key", subject: header.name.description,
        cause: "it is described with another public key")
    }
  }
}

/// The seed as a key file holds it.
enum StoredSecret: Sendable, Hashable {
  /// The 32 bytes themselves.
  case open(seed: [UInt8])
  /// The 32 bytes encrypted, and the 16 of the authenticator behind them.
  case sealed(SealParameters, ciphertext: [UInt8])
  /// Not at all: the ssh-agent holds it, or knows who does.
  case heldByAgent
}

extension StoredSecret: CustomStringConvertible, CustomReflectable {
  /// Nothing of the secret: what is printed by mistake ends in a log.
  var description: String { "(secret)" }

  /// As `description`, for `dump` and messages of tests.
  var customMirror: Mirror { Mirror(self, children: []) }
}

/// Everything but the passphrase that it takes to open a seal: XChaCha20-Poly1305 (IETF draft
/// irtf-cfrg-xchacha-03) under a derived key.
struct SealParameters: Sendable, Hashable {
  static let nonceByteCount = 24
  static let ciphertextByteCount = 48

  let derivation: KeyDerivation
  /// 16 random bytes.
  let salt: [UInt8]
  /// 24 random bytes.
  let nonce: [UInt8]
}
