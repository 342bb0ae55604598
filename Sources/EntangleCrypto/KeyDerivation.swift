internal import CSodium
internal import EntangleSystem

/// How much work it is to make a key from a passphrase: Argon2id version 1.3 (RFC 9106) with one
/// lane, as libsodium's `crypto_pwhash` computes it.
public struct KeyDerivation: Sendable, Hashable {
  /// Memory: a multiple of 1024 from 8 KiB to 1 GiB, in bytes.
  public let memoryBytes: Int64
  /// Passes over the memory: 1 to 10.
  public let operations: Int64

  /// Nil outside the bounds: below them libsodium refuses, above them a hostile file would keep
  /// the reader busy or out of memory.
  public init?(memoryBytes: Int64, operations: Int64) {
    guard (8_192...1_073_741_824).contains(memoryBytes), memoryBytes.isMultiple(of: 1_024),
      (1...10).contains(operations)
    else { return nil }
    self.init(memoryBytes, operations)
  }

  private init(_ memoryBytes: Int64, _ operations: Int64) {
    self.memoryBytes = memoryBytes
    self.operations = operations
  }

  /// libsodium's MODERATE, the default: 256 MiB, 3 passes.
  public static let moderate = KeyDerivation(268_435_456, 3)
  /// libsodium's INTERACTIVE, for small machines: 64 MiB, 2 passes.
  public static let interactive = KeyDerivation(67_108_864, 2)
  /// The least that can be read: 8 KiB, one pass; for tests.
  public static let minimum = KeyDerivation(8_192, 1)

  /// The length of the salt, in bytes.
  static let saltByteCount = 16

  /// The 32-byte key of a passphrase; throws `failed` where there is not enough memory.
  func key(passphrase: borrowing SecretBytes, salt: [UInt8]) throws(CryptoError) -> SecretBytes {
    let (memory, passes) = (Int(memoryBytes), UInt64(operations))
    let count = Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES)
    let length = UInt64(passphrase.count)
    return try secretBytes(count, for: "derive a key from") { output in
      passphrase.withPointer { text in
        text.withMemoryRebound(to: CChar.self, capacity: Int(length)) { text in
          crypto_pwhash(
            output, UInt64(count), text, length, salt, passes, memory,
            crypto_pwhash_ALG_ARGON2ID13) == 0
        }
      }
    }
  }
}
