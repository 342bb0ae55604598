internal import CCrypto
internal import CSodium
public import EntangleModel

/// The core's mathematics from the system's libraries: SHA from OpenSSL's libcrypto, Ed25519 from
/// libsodium (twice as fast at verifying, and strict).
public struct SystemCryptography: Cryptography {
  public init() {}

  public func sha1(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
    var context = SHA_CTX()
    SHA1_Init(&context)
    SHA1_Update(&context, first, first.count)
    SHA1_Update(&context, second, second.count)
    return [UInt8](unsafeUninitializedCapacity: Int(SHA_DIGEST_LENGTH)) { buffer, count in
      SHA1_Final(buffer.baseAddress, &context)
      count = Int(SHA_DIGEST_LENGTH)
    }
  }

  public func sha256(_ first: [UInt8], _ second: [UInt8]) -> SHA256Digest {
    var context = SHA256_CTX()
    SHA256_Init(&context)
    SHA256_Update(&context, first, first.count)
    SHA256_Update(&context, second, second.count)
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { buffer, count in
      SHA256_Final(buffer.baseAddress, &context)
      count = Int(SHA256_DIGEST_LENGTH)
    }
    return SHA256Digest(bytes: bytes) ?? .zero
  }

  public func sha512(_ message: [UInt8]) -> [UInt8] {
    var context = SHA512_CTX()
    SHA512_Init(&context)
    SHA512_Update(&context, message, message.count)
    return [UInt8](unsafeUninitializedCapacity: Int(SHA512_DIGEST_LENGTH)) { buffer, count in
      SHA512_Final(buffer.baseAddress, &context)
      count = Int(SHA512_DIGEST_LENGTH)
    }
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
  public func isValidEd25519(signature: [UInt8], message: [UInt8], publicKey: [UInt8]) -> Bool {
    guard signature.count == Int(crypto_sign_BYTES),
      publicKey.count == Int(crypto_sign_PUBLICKEYBYTES),
      Sodium.isReady
    else { return false }
    return crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
  }
}
