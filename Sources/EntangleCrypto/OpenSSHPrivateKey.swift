internal import CSodium
internal import EntangleModel
public import EntangleSystem

/// The files in which OpenSSH keeps a private key (`PROTOCOL.key`, `openssh-key-v1`): those of one
/// Ed25519 key without passphrase. The secret half never leaves secret memory.
public enum OpenSSHPrivateKey {
  /// The longest file, in bytes.
  public static let byteLimit = 16 * 1024

  private static let begin = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
  private static let end = "-----END OPENSSH PRIVATE KEY-----\n"
  private static let magic = Array("openssh-key-v1\0".utf8)
  private static let none = Array("none".utf8)
  private static let algorithm = Array("ssh-ed25519".utf8)
  private static let lineLength = 70
  private static let blockLength = 8

  // MARK: Reading

  /// The key pair of a file; `subject` names it in errors.
  ///
  /// Throws `encrypted` for a key with a passphrase, `unsupported` for another kind of key or
  /// several, `damaged` where one byte is not as `PROTOCOL.key` says: armour, lengths, the two
  /// check numbers, the three copies of the public key, the padding.
  public static func decode(_ file: borrowing SecretBytes, subject: String) throws(CryptoError)
    -> SigningKey
  {
    let operation = "read private key"
    try Sodium.requireReady(for: operation)
    let blob = try unarmoured(file, subject: subject)
    let found = blob.withPointer { start in
      Result { () throws(CryptoError) in
        try layout(UnsafeBufferPointer(start: start, count: blob.count), subject: subject)
      }
    }
    let (seedOffset, publicKey) = try found.get()
    let key = try SigningKey(
      seed: secretBytes(SigningKey.seedByteCount, for: operation) { output in
        blob.withPointer { output.update(from: $0 + seedOffset, count: SigningKey.seedByteCount) }
        return true
      })
    guard key.publicKey == publicKey else {
      throw .damaged(subject: subject, cause: "the private half is not that of the public key")
    }
    return key
  }

  /// What the armour holds.
  private static func unarmoured(_ file: borrowing SecretBytes, subject: String)
    throws(CryptoError) -> SecretBytes
  {
    let body = file.withPointer { start -> Range<Int>? in
      let text = UnsafeBufferPointer(start: start, count: file.count)
      guard text.count >= begin.utf8.count + end.utf8.count, text.starts(with: begin.utf8),
        text.suffix(end.utf8.count).elementsEqual(end.utf8)
      else { return nil }
      return begin.utf8.count..<(text.count - end.utf8.count)
    }
    guard let body else {
      throw .damaged(subject: subject, cause: "it is no OpenSSH private key")
    }
    var isDecoded = false
    let blob = try secretBytes(atMost: body.count, for: "read private key") { output in
      file.withPointer { start in
        var count = 0
        isDecoded =
          (start + body.lowerBound).withMemoryRebound(to: CChar.self, capacity: body.count) {
            sodium_base642bin(
              output, body.count, $0, body.count, "\n", &count, nil,
              sodium_base64_VARIANT_ORIGINAL)
          } == 0
        return isDecoded ? count : 0
      }
    }
    guard isDecoded else { throw .damaged(subject: subject, cause: "it is not base64") }
    return blob
  }

  /// Where the seed starts, and the public key.
  private static func layout(_ blob: UnsafeBufferPointer<UInt8>, subject: String)
    throws(CryptoError) -> (seedOffset: Int, publicKey: [UInt8])
  {
    let damaged = CryptoError.damaged(subject: subject, cause: "it is not well formed")
    var reader = SecretReader(blob)
    guard reader.take(magic), let cipher = reader.string(), let derivation = reader.string(),
      let options = reader.string(), let count = reader.number()
    else { throw damaged }
    guard cipher.elementsEqual(none) else { throw .encrypted(subject: subject) }
    guard derivation.elementsEqual(none), options.isEmpty else { throw damaged }
    guard count == 1 else { throw .unsupported(subject: subject, cause: "it holds \(count) keys") }
    guard let wire = reader.string(), let secret = reader.string(), reader.isAtEnd else {
      throw damaged
    }
    guard let key = PublicKey(wire: Array(wire)), key.codeKey == nil else {
      throw .unsupported(subject: subject, cause: "it is no ssh-ed25519 key")
    }
    guard !key.isSecurityKey else {
      throw .unsupported(
        subject: subject, cause: "a security key signs through the ssh-agent: 'ssh-add' it")
    }
    let publicKey = key.bytes
    guard secret.count.isMultiple(of: blockLength) else { throw damaged }
    reader = SecretReader(secret)
    guard let check = reader.number(), check == reader.number() else {
      throw .damaged(subject: subject, cause: "its check numbers differ")
    }
    guard reader.string()?.elementsEqual(algorithm) == true,
      reader.string()?.elementsEqual(publicKey) == true,
      let pair = reader.string(), pair.count == 64, pair.suffix(32).elementsEqual(publicKey)
    else { throw .damaged(subject: subject, cause: "its halves are not of one key") }
    guard reader.string() != nil, reader.rest.count < blockLength,
      zip(reader.rest, 1...).allSatisfy({ Int($0) == $1 })
    else { throw .damaged(subject: subject, cause: "its padding is wrong") }
    return (pair.startIndex, publicKey)
  }

  // MARK: Writing

  /// The file for a key pair, byte for byte as ssh-keygen writes it but for the check numbers.
  ///
  /// Throws `failed` where base64 is refused, `system` where there is no secret memory.
  public static func encode(
    _ key: borrowing SigningKey, comment: String, randomness: some Randomness
  ) throws(CryptoError) -> SecretBytes {
    let operation = "write private key"
    let wire = sshString(algorithm) + sshString(key.publicKey)
    let check = randomness.bytes(4)
    let head =
      magic + sshString(none) + sshString(none) + sshString([]) + sshNumber(1)
      + sshString(wire)
    // The private part: what stands before the seed, the seed, what stands behind.
    let before = check + check + wire + sshNumber(64)
    var after = key.publicKey + sshString(Array(comment.utf8))
    let length = before.count + SigningKey.seedByteCount + after.count
    let padding = (blockLength - length % blockLength) % blockLength
    after += (0..<padding).map { UInt8($0 + 1) }
    let start = head + sshNumber(UInt32(length + padding)) + before
    let count = start.count + SigningKey.seedByteCount + after.count
    let blob = try secretBytes(count, for: operation) { output in
      output.update(from: start, count: start.count)
      key.withSeed { seed in
        for (offset, byte) in seed.enumerated() { output[start.count + offset] = byte }
      }
      (output + (count - after.count)).update(from: after, count: after.count)
      return true
    }
    return try armoured(blob, for: operation)
  }

  private static func armoured(_ blob: borrowing SecretBytes, for operation: String)
    throws(CryptoError) -> SecretBytes
  {
    let variant = sodium_base64_VARIANT_ORIGINAL
    // A NUL behind the text is counted.
    let text = try secretBytes(sodium_base64_encoded_len(blob.count, variant), for: operation) {
      output in
      let length = sodium_base64_encoded_len(blob.count, variant)
      return blob.withPointer { bytes in
        output.withMemoryRebound(to: CChar.self, capacity: length) { output in
          sodium_bin2base64(output, length, bytes, blob.count, variant) != nil
        }
      }
    }
    let length = text.count - 1
    let lineCount = (length + lineLength - 1) / lineLength
    return try secretBytes(
      begin.utf8.count + length + lineCount + end.utf8.count, for: operation
    ) { output in
      text.withPointer { text in
        var next = output
        func append(_ bytes: some Collection<UInt8>) {
          for byte in bytes {
            next.pointee = byte
            next += 1
          }
        }
        append(begin.utf8)
        for line in 0..<lineCount {
          let first = line * lineLength
          append(
            UnsafeBufferPointer(start: text + first, count: min(lineLength, length - first)))
          append(CollectionOfOne(UInt8(ascii: "\n")))
        }
        append(end.utf8)
        return true
      }
    }
  }
}

/// Reads SSH wire data in place, without copying a secret and without ever going past its end.
private struct SecretReader {
  /// What has not been read.
  private(set) var rest: Slice<UnsafeBufferPointer<UInt8>>

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    rest = bytes[...]
  }

  init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
    rest = bytes
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ expected: [UInt8]) -> Bool {
    guard rest.starts(with: expected) else { return false }
    rest = rest.dropFirst(expected.count)
    return true
  }

  mutating func number() -> UInt32? {
    guard rest.count >= 4 else { return nil }
    defer { rest = rest.dropFirst(4) }
    return rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func string() -> Slice<UnsafeBufferPointer<UInt8>>? {
    guard let count = number().flatMap({ Int(exactly: $0) }), count <= rest.count else {
      return nil
    }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
