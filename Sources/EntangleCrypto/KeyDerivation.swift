internal import CCrypto
internal import CSodium
internal import EntangleSystem

/// How a key is made from a passphrase, and how much work that is.
public struct KeyDerivation: Sendable, Hashable {
  /// The functions there are, each with its cost.
  enum Function: Sendable, Hashable {
    /// Argon2id version 1.3 (RFC 9106) with one lane, as libsodium's `crypto_pwhash` computes it:
    /// bytes of memory, passes over it.
    case argon2id(memoryBytes: Int64, operations: Int64)
    /// PBKDF2 (RFC 8018 section 5.2) with HMAC-SHA-256, as libcrypto computes it.
    case pbkdf2(iterations: Int64)
  }

  let function: Function

  /// Argon2id with `memoryBytes` of memory, a multiple of 1024 from 8 KiB to 1 GiB, and 1 to 10
  /// passes over it.
  ///
  /// Nil outside the bounds: below them libsodium refuses, above them a hostile file would keep
  /// the reader busy or out of memory.
  public init?(memoryBytes: Int64, operations: Int64) {
    guard (8_192...1_073_741_824).contains(memoryBytes), memoryBytes.isMultiple(of: 1_024),
      (1...10).contains(operations)
    else { return nil }
    function = .argon2id(memoryBytes: memoryBytes, operations: operations)
  }

  /// PBKDF2-HMAC-SHA-256 with 600,000 to 10,000,000 iterations; nil outside: fewer are too cheap to
  /// guess, more would keep the reader busy.
  public init?(iterations: Int64) {
    guard (600_000...10_000_000).contains(iterations) else { return nil }
    function = .pbkdf2(iterations: iterations)
  }

  private init(_ function: Function) {
    self.function = function
  }

  /// libsodium's MODERATE, the default: Argon2id, 256 MiB, 3 passes.
  public static let moderate = KeyDerivation(
    .argon2id(memoryBytes: 268_435_456, operations: 3))
  /// libsodium's INTERACTIVE, for small machines: Argon2id, 64 MiB, 2 passes.
  public static let interactive = KeyDerivation(
    .argon2id(memoryBytes: 67_108_864, operations: 2))
  /// PBKDF2 with 600,000 iterations, for where Argon2id is not allowed.
  public static let pbkdf2 = KeyDerivation(.pbkdf2(iterations: 600_000))
  /// The least that can be read: Argon2id, 8 KiB, one pass; for tests.
  public static let minimum = KeyDerivation(.argon2id(memoryBytes: 8_192, operations: 1))

  /// The length of the salt, in bytes.
  static let saltByteCount = 16

  /// The 32-byte key of a passphrase; throws `failed` where there is not enough memory.
  func key(passphrase: borrowing SecretBytes, salt: [UInt8]) throws(CryptoError) -> SecretBytes {
    let count = Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES)
    let length = passphrase.count
    return try secretBytes(count, for: "derive a key from") { output in
      passphrase.withPointer { text in
        text.withMemoryRebound(to: CChar.self, capacity: length) { text in
          switch function {
          case .argon2id(let memory, let passes):
            crypto_pwhash(
              output, UInt64(count), text, UInt64(length), salt, UInt64(passes), Int(memory),
              crypto_pwhash_ALG_ARGON2ID13) == 0
          case .pbkdf2(let iterations):
            PKCS5_PBKDF2_HMAC(
              text, Int32(length), salt, Int32(salt.count), Int32(iterations), EVP_sha256(),
              Int32(count), output) == 1
          }
        }
      }
    }
  }
}
