/// What a key makes of a message, as SSH carries it (RFC 8709 section 6).
public struct KeySignature: Sendable, Hashable {
  /// The raw Ed25519 signature: 64 bytes.
  public let bytes: [UInt8]

  /// Takes 64 raw bytes; any other length is no signature.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 64 else { return nil }
    self.bytes = bytes
  }

  /// Takes the SSH wire form that a key's signatures have: `string "ssh-ed25519"`, `string
  /// <64 bytes>`, nothing after.
  public init?(wire: [UInt8], of key: PublicKey) {
    var reader = SSHWireReader(wire)
    guard reader.string() == Array("ssh-ed25519".utf8), let raw = reader.string(),
      raw.count == 64, reader.isAtEnd
    else { return nil }
    bytes = raw
  }

  /// Whether this is a signature over `message` by `key`.
  public func isValid(
    over message: [UInt8], by key: PublicKey, cryptography: some Cryptography
  ) -> Bool {
    cryptography.isValidEd25519(signature: bytes, message: message, publicKey: key.bytes)
  }
}
