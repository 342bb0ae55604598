public import EntangleModel

/// That whoever pushes has a token of the host's operator: a push option, which says nothing of the token itself.
public struct OperatorProof: Sendable, Hashable {
  /// Which token.
  public let token: PrincipalID
  /// When it was made, in seconds since the epoch.
  public let seconds: Int64
  /// HMAC-SHA-256 of `message`, 32 bytes.
  public let authenticator: [UInt8]

  /// The beginning of the push option.
  public static let optionName = "entangle-operator="
  /// How old a proof may be, as long as push certificates, in seconds.
  public static let lifeSeconds: Int64 = 300

  public init(token: PrincipalID, seconds: Int64, authenticator: [UInt8]) {
    self.token = token
    self.seconds = seconds
    self.authenticator = authenticator
  }

  /// Reads a push option, `entangle-operator=<token>:<seconds>:<64 hexadecimal digits>`; nil for anything else.
  public init?(option: some Collection<UInt8>) {
    guard option.starts(with: Self.optionName.utf8) else { return nil }
    let parts = option.dropFirst(Self.optionName.utf8.count)
      .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 3, let token = PrincipalID(parts[0]),
      let seconds = Decimal.read(parts[1]), let digits = SHA256Digest(hex: parts[2])
    else { return nil }
    self.init(token: token, seconds: seconds, authenticator: digits.bytes)
  }

  /// The push option.
  public var option: String {
    let digits = SHA256Digest(bytes: authenticator)?.hex ?? ""
    return "\(Self.optionName)\(token):\(seconds):\(digits)"
  }

  /// What is authenticated: for which repository, when, and each ref that moves, from where and to where, in the order of
  /// their names. So a proof that is shown again can only ask for the same moves from the same places.
  public static func message(
    token: PrincipalID, seconds: Int64, repository: SHA256Digest, updates: [PushedRef],
    format: ObjectFormat
  ) -> [UInt8] {
    var text = Array("entangle-operator v1\ntoken \(token)\ntime \(seconds)\n".utf8)
    text += Array("repository \(repository)\n".utf8)
    let zero = ObjectID.zero(format)
    for update in updates.sorted(by: { $0.name < $1.name }) {
      text += Array("\((update.old ?? zero).hex) \((update.new ?? zero).hex) ".utf8)
      text += update.name.bytes
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }

  /// Whether it was made with a key for a push.
  public func isValid(
    by key: SHA256Digest, repository: SHA256Digest, updates: [PushedRef], format: ObjectFormat,
    cryptography: any Cryptography
  ) -> Bool {
    let message = Self.message(
      token: token, seconds: seconds, repository: repository, updates: updates, format: format)
    return cryptography.isAuthentic(authenticator, for: message, key: key.bytes)
  }
}

/// What is known of the proof that a push needs where the host's operator has given out tokens.
public enum OperatorStanding: Sendable, Hashable {
  case proved
  /// There is none.
  case missing
  /// There is a push option that is none, or more than one.
  case malformed
  /// The host has no such token.
  case unknown(PrincipalID)
  /// The token's time was over then.
  case expired(PrincipalID, Timestamp)
  /// It was made so many seconds ago, or is of so many seconds ahead where negative.
  case outOfTime(Int64)
  /// It is of another push, or by another token.
  case wrong(PrincipalID)
}
