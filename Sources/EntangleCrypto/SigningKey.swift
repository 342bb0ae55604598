internal import CSodium
public import EntangleSystem

/// An Ed25519 key pair (RFC 8032 section 5.1), its secret half in locked memory and wiped when
/// the value goes out of scope.
public struct SigningKey: ~Copyable, Sendable {
  /// The length of a seed, RFC 8032's "private key", in bytes.
  public static let seedByteCount = 32

  /// The public half: 32 bytes.
  public let publicKey: [UInt8]

  /// Seed and public key in a row, as libsodium takes them: 64 bytes.
  private let secret: SecretBytes

  /// Takes a seed of 32 bytes.
  ///
  /// Throws `wrongLength` for any other number, `system` where there is no secret memory.
  public init(seed: borrowing SecretBytes) throws(CryptoError) {
    let operation = "make a key pair from"
    try Sodium.requireReady(for: operation)
    guard seed.count == Self.seedByteCount else {
      throw .wrongLength(
        operation: operation, subject: "seed", expected: Self.seedByteCount, actual: seed.count)
    }
    var publicKey = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
    secret = try secretBytes(Int(crypto_sign_SECRETKEYBYTES), for: operation) { output in
      seed.withPointer { crypto_sign_seed_keypair(&publicKey, output, $0) } == 0
    }
    self.publicKey = publicKey
  }

  /// Makes a key pair from the kernel's random numbers.
  public static func generate() throws(CryptoError) -> SigningKey {
    try Sodium.requireReady(for: "generate a key")
    let seed = try secretBytes(seedByteCount, for: "generate a key") { output in
      randombytes_buf(output, seedByteCount)
      return true
    }
    return try SigningKey(seed: seed)
  }

  /// The signature over `message`: 64 bytes, always the same for the same key and message.
  public borrowing func sign(_ message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: Int(crypto_sign_BYTES))
    secret.withPointer { secret in
      // Cannot fail: it returns 0 for every key and message.
      _ = crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret)
    }
    return signature
  }

  /// Lends the 32 bytes of the seed to `body`.
  borrowing func withSeed<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    secret.withPointer { body(UnsafeBufferPointer(start: $0, count: Self.seedByteCount)) }
  }
}
