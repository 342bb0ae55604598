internal import EntangleModel

extension KeyFile {
  /// The content of the file: canonical JSON.
  public func encode() -> [UInt8] {
    var members: [String: JSONValue]
    switch secret {
    case .open(let seed):
      members = Self.members(header)
      members["encryption"] = .string(KeyFileWords.none)
      members["seed"] = .string(Base64.encode(seed))
    case .sealed(let parameters, let ciphertext):
      members = Self.members(header, parameters)
      members["secret"] = .string(Base64.encode(ciphertext))
    case .heldByAgent:
      members = Self.members(header)
      members["holder"] = .string(KeyFileWords.agent)
    }
    return JSONValue.object(members).encodeCanonical()
  }

  /// What the seal authenticates besides the seed: the whole document without `secret`.
  static func associatedData(_ header: KeyHeader, _ parameters: SealParameters) -> [UInt8] {
    JSONValue.object(members(header, parameters)).encodeCanonical()
  }

  private static func members(_ header: KeyHeader) -> [String: JSONValue] {
    [
      "schema": .string(KeyFileWords.schema),
      "name": .string(header.name.description),
      "created": .string(header.created.description),
      "use": .array(header.uses.sorted().map { .string($0.rawValue) }),
      "public": .string(header.publicKey.text),
    ]
  }

  private static func members(_ header: KeyHeader, _ parameters: SealParameters)
    -> [String: JSONValue]
  {
    var members = members(header)
    var encryption: [String: JSONValue] = [
      "cipher": .string(KeyFileWords.cipher),
      "nonce": .string(Base64.encode(parameters.nonce)),
      "salt": .string(Base64.encode(parameters.salt)),
    ]
    switch parameters.derivation.function {
    case .argon2id(let memoryBytes, let operations):
      encryption["kdf"] = .string(KeyFileWords.argon2id)
      encryption["memoryBytes"] = .integer(memoryBytes)
      encryption["operations"] = .integer(operations)
    case .pbkdf2(let iterations):
      encryption["kdf"] = .string(KeyFileWords.pbkdf2)
      encryption["iterations"] = .integer(iterations)
    }
    members["encryption"] = .object(encryption)
    return members
  }
}

/// The fixed words of the format.
enum KeyFileWords {
  static let schema = "entangle/key@v1"
  static let none = "none"
  static let agent = "ssh-agent"
  static let cipher = "xchacha20-poly1305"
  static let argon2id = "argon2id"
  static let pbkdf2 = "pbkdf2-hmac-sha256"
}
