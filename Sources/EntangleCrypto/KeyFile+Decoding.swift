internal import EntangleModel

extension KeyFile {
  /// The longest key file, in bytes.
  public static let byteLimit = 16 * 1024

  /// Reads the content of a key file; `subject` names it in errors.
  ///
  /// Throws `damaged` for anything but canonical JSON with exactly the members of the format,
  /// `unsupported` for another version, cipher, derivation or use, or for work out of bounds.
  public init(decoding bytes: [UInt8], subject: String) throws(CryptoError) {
    var reader = try MemberReader(bytes, subject: subject)
    let schema = try reader.string("schema")
    guard schema == KeyFileWords.schema else {
      throw .unsupported(subject: subject, cause: "its schema is not '\(KeyFileWords.schema)'")
    }
    let header = try Self.header(&reader)
    let secret = try Self.secret(&reader)
    try reader.requireEnd()
    guard !header.publicKey.isSecurityKey || secret == .heldByAgent else {
      throw reader.damaged("the private half of a security key is in no file")
    }
    self.init(header: header, secret: secret)
  }

  private static func secret(_ reader: inout MemberReader) throws(CryptoError) -> StoredSecret {
    if let holder = reader.takeIfPresent("holder") {
      guard holder == .string(KeyFileWords.agent) else {
        throw .unsupported(subject: reader.subject, cause: "unknown 'holder'")
      }
      return .heldByAgent
    }
    switch try reader.value("encryption") {
    case .string(KeyFileWords.none):
      return .open(seed: try reader.bytes("seed", count: SigningKey.seedByteCount))
    case .object(let members):
      var inner = MemberReader(members, subject: reader.subject)
      let parameters = try parameters(&inner)
      let ciphertext = try reader.bytes("secret", count: SealParameters.ciphertextByteCount)
      return .sealed(parameters, ciphertext: ciphertext)
    case .string:
      throw .unsupported(subject: reader.subject, cause: "unknown 'encryption'")
    default:
      throw reader.damaged("'encryption' is neither object nor string")
    }
  }

  private static func header(_ reader: inout MemberReader) throws(CryptoError) -> KeyHeader {
    guard let name = KeyName(try reader.string("name")) else {
      throw reader.damaged("'name' is no name of a key")
    }
    guard let created = Timestamp(try reader.string("created")) else {
      throw reader.damaged("'created' is no time in UTC")
    }
    guard let publicKey = PublicKey(text: try reader.string("public")), publicKey.codeKey == nil
    else {
      throw reader.damaged("'public' is no Ed25519 key")
    }
    return try KeyHeader(
      name: name, uses: uses(&reader), created: created, publicKey: publicKey)
  }

  private static func uses(_ reader: inout MemberReader) throws(CryptoError) -> Set<KeyUse> {
    guard case .array(let items) = try reader.value("use") else {
      throw reader.damaged("'use' is no array")
    }
    var uses: [KeyUse] = []
    for item in items {
      guard case .string(let word) = item else { throw reader.damaged("'use' holds no string") }
      guard let use = KeyUse(rawValue: word) else {
        throw .unsupported(subject: reader.subject, cause: "unknown use")
      }
      // Sorted and each once: one set of uses has one spelling.
      if let last = uses.last, last >= use { throw reader.damaged("'use' is not sorted") }
      uses.append(use)
    }
    guard KeyUse.mayShareKey(Set(uses)) else {
      throw reader.damaged("'use' is empty or joins 'law' or 'artifact' with another")
    }
    return Set(uses)
  }

  private static func parameters(_ reader: inout MemberReader) throws(CryptoError)
    -> SealParameters
  {
    guard try reader.string("cipher") == KeyFileWords.cipher else {
      throw .unsupported(subject: reader.subject, cause: "unknown 'cipher'")
    }
    let derivation = try derivation(&reader)
    let parameters = SealParameters(
      derivation: derivation,
      salt: try reader.bytes("salt", count: KeyDerivation.saltByteCount),
      nonce: try reader.bytes("nonce", count: SealParameters.nonceByteCount))
    try reader.requireEnd()
    return parameters
  }

  private static func derivation(_ reader: inout MemberReader) throws(CryptoError)
    -> KeyDerivation
  {
    let derivation: KeyDerivation?
    switch try reader.string("kdf") {
    case KeyFileWords.argon2id:
      let memoryBytes = try reader.integer("memoryBytes")
      let operations = try reader.integer("operations")
      derivation = KeyDerivation(memoryBytes: memoryBytes, operations: operations)
    case KeyFileWords.pbkdf2:
      derivation = KeyDerivation(iterations: try reader.integer("iterations"))
    default:
      throw .unsupported(subject: reader.subject, cause: "unknown 'kdf'")
    }
    guard let derivation else {
      throw .unsupported(subject: reader.subject, cause: "the work of its 'kdf' is out of bounds")
    }
    return derivation
  }
}

/// Takes members out of a JSON object one by one, so that what is left at the end is unknown.
private struct MemberReader {
  let subject: String
  private var members: [String: JSONValue]

  init(_ bytes: [UInt8], subject: String) throws(CryptoError) {
    let document: JSONValue
    do {
      document = try JSONValue(canonical: bytes)
    } catch {
      throw .damaged(subject: subject, cause: "not canonical JSON")
    }
    guard case .object(let members) = document else {
      throw .damaged(subject: subject, cause: "not a JSON object")
    }
    self.init(members, subject: subject)
  }

  init(_ members: [String: JSONValue], subject: String) {
    self.members = members
    self.subject = subject
  }

  func damaged(_ cause: String) -> CryptoError { .damaged(subject: subject, cause: cause) }

  mutating func takeIfPresent(_ name: String) -> JSONValue? {
    members.removeValue(forKey: name)
  }

  mutating func value(_ name: String) throws(CryptoError) -> JSONValue {
    guard let value = members.removeValue(forKey: name) else {
      throw damaged("'\(name)' is missing")
    }
    return value
  }

  mutating func string(_ name: String) throws(CryptoError) -> String {
    guard case .string(let text) = try value(name) else { throw damaged("'\(name)' is no string") }
    return text
  }

  mutating func integer(_ name: String) throws(CryptoError) -> Int64 {
    guard case .integer(let number) = try value(name) else {
      throw damaged("'\(name)' is no integer")
    }
    return number
  }

  mutating func bytes(_ name: String, count: Int) throws(CryptoError) -> [UInt8] {
    let text = try string(name)
    guard let bytes = Base64.decode(Array(text.utf8)), bytes.count == count else {
      throw damaged("'\(name)' is not the base64 of \(count) bytes")
    }
    return bytes
  }

  /// Refuses members that nobody asked for: they might mean something to someone else.
  func requireEnd() throws(CryptoError) {
    guard members.isEmpty else { throw damaged("unknown members") }
  }
}
