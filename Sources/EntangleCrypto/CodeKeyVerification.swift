internal import CCrypto
public import EntangleModel

extension SystemCryptography {
  /// Whether the signature is by the key, through OpenSSL's EVP.
  ///
  /// libcrypto refuses a point that is not on its curve, and numbers of a signature that are not within
  /// the curve's order. False also where it has no memory.
  public func isValid(
    _ signature: CodeKeySignature, message: [UInt8], publicKey: CodeKey
  ) -> Bool {
    // What libcrypto says of a refusal stays in a queue of this thread.
    defer { ERR_clear_error() }
    switch (publicKey, signature) {
    case (.ecdsa(let curve, _), .ecdsa(let r, let s)):
      let encoded = DER.sequence(DER.integer(r), DER.integer(s))
      return Self.isValid(encoded, message, publicKey, digest: Self.digest(of: curve))
    case (.rsa, .rsa(let hash, let bytes)):
      return Self.isValid(bytes, message, publicKey, digest: Self.digest(of: hash))
    case (.ecdsa, .rsa), (.rsa, .ecdsa):
      return false
    }
  }

  private static func isValid(
    _ signature: [UInt8], _ message: [UInt8], _ key: CodeKey, digest: OpaquePointer?
  ) -> Bool {
    let encoded = DER.publicKey(key)
    let parsed = encoded.withUnsafeBufferPointer { buffer in
      var position = buffer.baseAddress
      return d2i_PUBKEY(nil, &position, buffer.count)
    }
    guard let digest, let parsed else { return false }
    defer { EVP_PKEY_free(parsed) }
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    // RSA's padding is PKCS #1 v1.5 where nothing else is asked for.
    return EVP_DigestVerifyInit(context, nil, digest, nil, parsed) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }

  /// The hash function that goes with a curve (RFC 5656 section 6.2.1).
  private static func digest(of curve: EllipticCurve) -> OpaquePointer? {
    switch curve {
    case .nistp256: EVP_sha256()
    case .nistp384: EVP_sha384()
    case .nistp521: EVP_sha512()
    }
  }

  private static func digest(of hash: CodeKeySignature.RSAHash) -> OpaquePointer? {
    switch hash {
    case .sha256: EVP_sha256()
    case .sha512: EVP_sha512()
    }
  }
}

/// The little of ASN.1's DER (X.690) in which libcrypto takes keys and signatures.
private enum DER {
  static func sequence(_ parts: [UInt8]...) -> [UInt8] { element(0x30, parts.flatMap { $0 }) }

  /// The content of an `mpint` is that of an INTEGER.
  static func integer(_ content: [UInt8]) -> [UInt8] { element(0x02, content) }

  /// SubjectPublicKeyInfo (RFC 5480, RFC 3279).
  static func publicKey(_ key: CodeKey) -> [UInt8] {
    switch key {
    case .ecdsa(let curve, let point):
      sequence(sequence(element(0x06, ecPublicKey), element(0x06, name(of: curve))), bits(point))
    case .rsa(let exponent, let modulus):
      sequence(
        sequence(element(0x06, rsaEncryption), element(0x05, [])),
        bits(sequence(integer(modulus), integer(exponent))))
    }
  }

  /// 1.2.840.10045.2.1
  private static let ecPublicKey: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]
  /// 1.2.840.113549.1.1.1
  private static let rsaEncryption: [UInt8] = [
    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01,
  ]

  private static func name(of curve: EllipticCurve) -> [UInt8] {
    switch curve {
    // 1.2.840.10045.3.1.7
    case .nistp256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]
    // 1.3.132.0.34
    case .nistp384: [0x2b, 0x81, 0x04, 0x00, 0x22]
    // 1.3.132.0.35
    case .nistp521: [0x2b, 0x81, 0x04, 0x00, 0x23]
    }
  }

  private static func bits(_ content: [UInt8]) -> [UInt8] { element(0x03, [0] + content) }

  /// A tag, the length in as few bytes as can be, and the content.
  private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let count = content.count
    guard count >= 0x80 else { return [tag, UInt8(count)] + content }
    guard count >= 0x100 else { return [tag, 0x81, UInt8(count)] + content }
    return [tag, 0x82, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
      + content
  }
}
