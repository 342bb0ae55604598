/// What a key makes of a message, as SSH carries it (RFC 8709 section 6, `PROTOCOL.u2f`).
public struct KeySignature: Sendable, Hashable {
  private let raw: Bytes64
  /// What a security key says besides, and signs; nil for a key in software.
  public let authenticator: AuthenticatorData?

  /// Takes 64 raw bytes; any other length is no signature.
  public init?(bytes: [UInt8], authenticator: AuthenticatorData? = nil) {
    guard let raw = Bytes64(bytes) else { return nil }
    self.raw = raw
    self.authenticator = authenticator
  }

  /// The raw Ed25519 signature: 64 bytes.
  public var bytes: [UInt8] { raw.bytes }

  /// Takes the SSH wire form that a key's signatures have: `string "ssh-ed25519"`, `string
  /// <64 bytes>`; of a security key `string "sk-ssh-ed25519@openssh.com"`, `string <64 bytes>`, `byte
  /// flags`, `uint32 counter`; nothing after.
  public init?(wire: [UInt8], of key: PublicKey) {
    var reader = SSHWireReader(wire)
    guard key.codeKey == nil, let kind = reader.string(), kind.elementsEqual(key.kind.utf8),
      let raw = reader.string().flatMap({ Bytes64($0) })
    else { return nil }
    self.raw = raw
    if key.isSecurityKey {
      guard let flags = reader.byte(), let counter = reader.number(),
        let data = AuthenticatorData(flags: flags, counter: counter)
      else { return nil }
      authenticator = data
    } else {
      authenticator = nil
    }
    guard reader.isAtEnd else { return nil }
  }

  /// Takes what two signatures of a key differ in: the 64 bytes, and of a security key byte flags and
  /// uint32 counter; nothing after.
  init?(variable bytes: some Collection<UInt8>, of key: PublicKey) {
    guard bytes.count == Self.variableByteCount(of: key), let raw = Bytes64(bytes.prefix(64)) else {
      return nil
    }
    self.raw = raw
    guard key.isSecurityKey else {
      authenticator = nil
      return
    }
    let said = Array(bytes.dropFirst(64))
    let counter = said.dropFirst().reduce(0) { $0 << 8 | UInt32($1) }
    guard let data = AuthenticatorData(flags: said[0], counter: counter) else { return nil }
    authenticator = data
  }

  /// How many bytes at its end two signatures of a key differ in.
  static func variableByteCount(of key: PublicKey) -> Int { key.isSecurityKey ? 64 + 5 : 64 }

  /// The SSH wire form.
  public var wire: [UInt8] {
    guard let authenticator else {
      return sshString(Array("ssh-ed25519".utf8)) + sshString(bytes)
    }
    return sshString(Array(PublicKey.securityKeyKind.utf8)) + sshString(bytes)
      + [authenticator.flags] + sshNumber(authenticator.counter)
  }

  /// Whether this is a signature over `message` by `key`, and where that is a security key, one for
  /// which somebody touched it.
  public func isValid(
    over message: [UInt8], by key: PublicKey, cryptography: some Cryptography
  ) -> Bool {
    guard let application = key.application else {
      return authenticator == nil && isValid(overBytes: message, by: key, cryptography)
    }
    guard let authenticator, authenticator.isUserPresent else { return false }
    let signed = authenticator.signedData(
      application: application, message: message, cryptography: cryptography)
    return isValid(overBytes: signed, by: key, cryptography)
  }

  /// Whether Ed25519 accepts it over these very bytes.
  private func isValid(
    overBytes message: [UInt8], by key: PublicKey, _ cryptography: some Cryptography
  ) -> Bool {
    // One memory for both: this is done for each event.
    var parts: [UInt8] = []
    parts.reserveCapacity(96)
    raw.append(to: &parts)
    key.append(to: &parts)
    return cryptography.isValidEd25519(
      signature: parts.span.extracting(..<64), message: message.span,
      publicKey: parts.span.extracting(64...))
  }
}

/// What a security key says of itself at the moment of signing (Web Authentication Level 3, section
/// 6.1, authenticator data).
public struct AuthenticatorData: Sendable, Hashable {
  /// The bits `0x01` user present, `0x04` user verified, `0x08` backup eligible, `0x10` backed up.
  public let flags: UInt8
  /// How often the device has signed, where it counts at all: then each is greater than the last.
  public let counter: UInt32

  private static let userPresent: UInt8 = 0x01
  private static let known: UInt8 = 0x1d

  /// Nil for a flag of no known meaning, or one that says that more data follows: that is not signed
  /// in SSH's form.
  public init?(flags: UInt8, counter: UInt32) {
    guard flags & ~Self.known == 0 else { return nil }
    self.flags = flags
    self.counter = counter
  }

  /// Whether somebody touched the device.
  public var isUserPresent: Bool { flags & Self.userPresent != 0 }

  /// Whether a device that says this signed after it had said `earlier`: the counter has grown. A
  /// device that does not count always says 0.
  public func mayFollow(_ earlier: AuthenticatorData) -> Bool {
    counter > earlier.counter || (counter == 0 && earlier.counter == 0)
  }

  /// What Ed25519 signs for a message: SHA-256 of the application, the flags, the counter in 4 bytes,
  /// big-endian, and SHA-256 of the message.
  public func signedData(
    application: [UInt8], message: [UInt8], cryptography: some Cryptography
  ) -> [UInt8] {
    cryptography.sha256(application).bytes + [flags] + sshNumber(counter)
      + cryptography.sha256(message).bytes
  }
}
