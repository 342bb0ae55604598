internal import CCrypto
internal import CSodium
public import EntangleModel

/// The core's mathematics from the system's libraries: SHA from OpenSSL's libcrypto, Ed25519 from
/// libsodium (twice as fast at verifying, and strict).
public struct SystemCryptography: Cryptography {
  public init() {}

  public func sha1(_ first: [UInt8], _ second: [UInt8]) -> ObjectID {
    var context = SHA_CTX()
    SHA1_Init(&context)
    SHA1_Update(&context, first, first.count)
    SHA1_Update(&context, second, second.count)
    var words: (UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) {
      _ = SHA1_Final($0.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
    }
    return ObjectID(
      bigEndianWords: (
        words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian,
        words.4.bigEndian
      ))
  }

  public func sha256(_ first: [UInt8], _ second: [UInt8]) -> SHA256Digest {
    var context = SHA256_CTX()
    SHA256_Init(&context)
    SHA256_Update(&context, first, first.count)
    SHA256_Update(&context, second, second.count)
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) {
      _ = SHA256_Final($0.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
    }
    return SHA256Digest(bigEndianWords: Self.swapped(words))
  }

  public func sha512(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bytes64 {
    var context = SHA512_CTX()
    SHA512_Init(&context)
    for part in 0..<2 {
      (part == 0 ? first : second).withUnsafeBytes {
        _ = SHA512_Update(&context, $0.baseAddress, $0.count)
      }
    }
    var words: ((UInt64, UInt64, UInt64, UInt64), (UInt64, UInt64, UInt64, UInt64)) = (
      (0, 0, 0, 0), (0, 0, 0, 0)
    )
    withUnsafeMutableBytes(of: &words) {
      _ = SHA512_Final($0.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
    }
    return Bytes64(bigEndianWords: Self.swapped(words.0), Self.swapped(words.1))
  }

  public func authenticator(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    var authenticator = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
    var state = crypto_auth_hmacsha256_state()
    crypto_auth_hmacsha256_init(&state, key, key.count)
    crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
    crypto_auth_hmacsha256_final(&state, &authenticator)
    return authenticator
  }

  public func isAuthentic(
    _ authenticator: [UInt8], for message: [UInt8], key: [UInt8]
  ) -> Bool {
    let expected = self.authenticator(of: message, key: key)
    return authenticator.count == expected.count
      && sodium_memcmp(authenticator, expected, expected.count) == 0
  }

  /// Whether the signature is by the key (RFC 8032 section 5.1.7, without cofactor).
  ///
  /// libsodium refuses a key or an R of small order, a key that is not in canonical form, and
  /// S >= L. False also where libsodium cannot start.
  public func isValidEd25519(
    signature: Span<UInt8>, message: Span<UInt8>, publicKey: Span<UInt8>
  ) -> Bool {
    guard signature.count == Int(crypto_sign_BYTES),
      publicKey.count == Int(crypto_sign_PUBLICKEYBYTES),
      Sodium.isReady
    else { return false }
    return signature.withUnsafeBufferPointer { signature in
      message.withUnsafeBufferPointer { message in
        publicKey.withUnsafeBufferPointer { publicKey in
          guard let signature = signature.baseAddress, let publicKey = publicKey.baseAddress else {
            return false
          }
          return crypto_sign_verify_detached(
            signature, message.baseAddress, UInt64(message.count), publicKey) == 0
        }
      }
    }
  }

  private static func swapped(
    _ words: (UInt64, UInt64, UInt64, UInt64)
  ) -> (UInt64, UInt64, UInt64, UInt64) {
    (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
  }
}
