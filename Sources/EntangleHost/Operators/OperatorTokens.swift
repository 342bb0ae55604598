public import EntangleModel
internal import EntangleSystem
public import EntangleVerify

/// The tokens that whoever keeps the server has given out: `operator-tokens.json` of the folder `entangle`. Of each stands there
/// the SHA-256 of its text, which is the key of the proofs; so who reads the file can prove what its holder can, and
/// the file is closed to everybody but its owner.
public struct OperatorTokens: Sendable, Hashable {
  /// One of them.
  public struct Token: Sendable, Hashable {
    public let id: PrincipalID
    /// The SHA-256 of its text.
    public let key: SHA256Digest
    /// The last second in which it proves anything.
    public let expires: Timestamp

    public init(id: PrincipalID, key: SHA256Digest, expires: Timestamp) {
      self.id = id
      self.key = key
      self.expires = expires
    }
  }

  /// By their ids.
  public private(set) var tokens: [PrincipalID: Token] = [:]
  private let file: FilePath

  /// The most that there may be.
  public static let most = 64

  static let fileName = "operator-tokens.json"
  private static let schema = "entangle/operator-tokens@v1"

  /// Reads the file of a folder; none where there is none. Throws `HostError`, `.damaged` where it is not as it is
  /// written here.
  public init(in folder: HostFolder) throws(HostError) {
    file = folder.path.appending(Self.fileName)
    let bytes: [UInt8]
    do {
      guard try FileSystem.status(file) != nil else { return }
      bytes = try FileSystem.read(file, limit: 1 << 20)
    } catch {
      throw .system(error)
    }
    guard case .object(let members)? = try? JSONValue(canonical: bytes), members.count == 2,
      case .string(Self.schema)? = members["schema"], case .object(let items)? = members["tokens"]
    else { throw .damaged(file) }
    for (name, item) in items {
      guard let id = PrincipalID(name), case .object(let parts) = item, parts.count == 2,
        case .string(let hex)? = parts["key"], let key = SHA256Digest(hex: hex.utf8),
        case .string(let text)? = parts["expires"], let expires = Timestamp(text)
      else { throw .damaged(file) }
      tokens[id] = Token(id: id, key: key, expires: expires)
    }
  }

  /// Puts a token into the file, or takes one out, where there is nil; whoever read it has held the turn since. Throws
  /// `HostError`.
  public mutating func set(_ token: Token?, for id: PrincipalID) throws(HostError) {
    tokens[id] = token
    let items = tokens.values.map { token in
      (
        token.id.text,
        JSONValue.object([
          "expires": .string(token.expires.description), "key": .string(token.key.hex),
        ])
      )
    }
    let document = JSONValue.object([
      "schema": .string(Self.schema),
      "tokens": .object(Dictionary(uniqueKeysWithValues: items)),
    ])
    do {
      try FileSystem.write(document.encodeCanonical(), to: file, mode: 0o600, existing: .replace)
    } catch {
      throw .system(error)
    }
  }

  /// How a push stands; nil where no token was given out.
  public func standing(
    options: [String], of updates: [PushedRef], to repository: SHA256Digest, format: ObjectFormat,
    at now: Timestamp, _ cryptography: any Cryptography
  ) -> OperatorStanding? {
    guard !tokens.isEmpty else { return nil }
    let given = options.filter { $0.hasPrefix(OperatorProof.optionName) }
    guard let first = given.first else { return .missing }
    guard given.count == 1, let proof = OperatorProof(option: first.utf8) else { return .malformed }
    guard let token = tokens[proof.token] else { return .unknown(proof.token) }
    guard now <= token.expires else { return .expired(token.id, token.expires) }
    let age = now.seconds - proof.seconds
    guard age <= OperatorProof.lifeSeconds, -age <= ReadLimits().clockSkewSeconds else {
      return .outOfTime(age)
    }
    let isValid = proof.isValid(
      by: token.key, repository: repository, updates: updates, format: format,
      cryptography: cryptography)
    return isValid ? .proved : .wrong(token.id)
  }
}
