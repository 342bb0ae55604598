internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// A token of a host's operator, as its holder has it: `<id>:<64 hexadecimal digits>`.
struct OperatorToken {
  let id: PrincipalID
  private let text: String

  /// Makes one that nobody can guess.
  init(_ id: PrincipalID, randomness: any Randomness) {
    self.id = id
    text = "\(id):\(Hex.encode(randomness.bytes(32)))"
  }

  /// Reads one; nil for anything else.
  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 2, let id = PrincipalID(parts[0]), SHA256Digest(hex: parts[1]) != nil
    else {
      return nil
    }
    self.id = id
    self.text = text
  }

  /// That of the environment; nil where there is none. Throws where it is none.
  static func given(in context: CommandContext) throws(CommandError) -> OperatorToken? {
    let name = EnvironmentVariable.operatorToken.name
    guard let text = context.environment[name], !text.isEmpty else { return nil }
    guard let token = OperatorToken(text) else {
      throw CommandError(
        "\(name) holds no token", hint: "'entangle host token add' on the server printed it")
    }
    return token
  }

  /// What its holder is given, once.
  var secret: String { text }

  /// What the host keeps, and proofs are made with.
  func key(_ cryptography: any Cryptography) -> SHA256Digest {
    cryptography.sha256(Array(text.utf8))
  }

  /// The push option that proves it for a push.
  func proof(
    of updates: [PushedRef], to repository: SHA256Digest, format: ObjectFormat, at now: Timestamp,
    _ cryptography: any Cryptography
  ) -> String {
    let message = OperatorProof.message(
      token: id, seconds: now.seconds, repository: repository, updates: updates, format: format)
    let authenticator = cryptography.authenticator(of: message, key: key(cryptography).bytes)
    return OperatorProof(token: id, seconds: now.seconds, authenticator: authenticator).option
  }
}
