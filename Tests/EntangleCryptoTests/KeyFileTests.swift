import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleCrypto

@Suite struct KeyFileTests {
  /// Made by Tests/Oracles/open_key.py, which does without libsodium; printed in Docs/format.md.
  static let vector = """
    {
      "created": "2026-01-02T03:04:05Z",
      "encryption": {
        "cipher": "xchacha20-poly1305",
        "kdf": "argon2id",
        "memoryBytes": 8192,
        "nonce": "EBESExQVFhcYGRobHB0eHyAhIiMkJSYn",
        "operations": 1,
        "salt": "AAECAwQFBgcICQoLDA0ODw=="
      },
      "name": "vector",
      "public": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
      "schema": "entangle/key@v1",
      "secret": "HksadJe4sRY74jlohBBdJcJYuyjZ2ekdIcTk9kyULtUTzRYNmFvzDmdc7xGAAPUN",
      "use": [
        "code",
        "transport"
      ]
    }

    """
  /// The same with PBKDF2.
  static let pbkdf2Vector = vector.replacing(
    """
        "kdf": "argon2id",
        "memoryBytes": 8192,
        "nonce": "EBESExQVFhcYGRobHB0eHyAhIiMkJSYn",
        "operations": 1,

    """,
    with: """
          "iterations": 600000,
          "kdf": "pbkdf2-hmac-sha256",
          "nonce": "EBESExQVFhcYGRobHB0eHyAhIiMkJSYn",

      """
  ).replacing(
    "HksadJe4sRY74jlohBBdJcJYuyjZ2ekdIcTk9kyULtUTzRYNmFvzDmdc7xGAAPUN",
    with: "L/MbdpTcW0czNfwqG6CKG6j4SH674hgFxAWOx84YVg4SgKCzWMsfPhr8R/w1uf65")
  static let words = "correct horse battery staple"

  private func sealed() throws -> KeyFile {
    try .sealing(
      signingKey(seed1), header: header(), passphrase: passphrase(Self.words),
      derivation: .minimum, randomness: CountingRandomness())
  }

  private func decode(_ text: String) throws -> KeyFile {
    try KeyFile(decoding: Array(text.utf8), subject: "test")
  }

  @Test func `a sealed key is the published vector, byte for byte`() throws {
    let text = String(decoding: try sealed().encode(), as: UTF8.self)
    #expect(text == Self.vector)
  }

  @Test func `the published vector opens`() throws {
    let file = try decode(Self.vector)
    let expected = try header()
    #expect(file.header == expected)
    #expect(file.derivation == .minimum)
    #expect(try publicKey(of: file, Self.words) == expected.publicKey.bytes)
  }

  @Test func `PBKDF2 gives the published vector, which opens`() throws {
    let file = try KeyFile.sealing(
      signingKey(seed1), header: header(), passphrase: passphrase(Self.words),
      derivation: .pbkdf2, randomness: CountingRandomness())
    #expect(String(decoding: file.encode(), as: UTF8.self) == Self.pbkdf2Vector)
    let read = try decode(Self.pbkdf2Vector)
    #expect(read == file)
    #expect(try publicKey(of: read, Self.words) == read.header.publicKey.bytes)
    #expect(throws: CryptoError.wrongPassphrase(file.header.name)) {
      try publicKey(of: read, "correct")
    }
  }

  @Test func `the number of iterations is authenticated`() throws {
    let changed = try decode(Self.pbkdf2Vector.replacing("600000", with: "600001"))
    #expect(throws: CryptoError.wrongPassphrase(changed.header.name)) {
      try publicKey(of: changed, Self.words)
    }
  }

  @Test(arguments: ["599999", "10000001", "0", "-600000", "2147483648", "9007199254740991"])
  func `iterations out of bounds are refused before any is done`(count: String) {
    #expect(throws: CryptoError.self) {
      try decode(Self.pbkdf2Vector.replacing("600000", with: count))
    }
  }

  @Test(arguments: ["argon2id", "pbkdf2", "pbkdf2-hmac-sha512"])
  func `the numbers of one derivation are not those of another`(name: String) {
    #expect(throws: CryptoError.self) {
      try decode(Self.pbkdf2Vector.replacing("pbkdf2-hmac-sha256", with: name))
    }
    #expect(throws: CryptoError.self) {
      try decode(Self.vector.replacing("argon2id", with: "pbkdf2-hmac-sha256"))
    }
  }

  @Test func `a key without passphrase comes back and asks for none`() throws {
    let file = try KeyFile.withoutPassphrase(signingKey(seed1), header: header())
    let read = try KeyFile(decoding: file.encode(), subject: "test")
    #expect(read == file)
    #expect(!read.isProtected)
    let key = try read.open { () throws(SystemError) in throw .invalidPath("never asked") }
    let publicKey = key.publicKey
    #expect(publicKey == file.header.publicKey.bytes)
  }

  @Test(arguments: ["", "correct horse battery stapl", "correct horse battery staple "])
  func `a wrong passphrase is told from a damaged file`(text: String) throws {
    let file = try sealed()
    #expect(throws: CryptoError.wrongPassphrase(file.header.name)) {
      try publicKey(of: file, text)
    }
  }

  @Test func `what keeps the passphrase away is passed on`() throws {
    let file = try sealed()
    let cause = SystemError.cancelled(operation: "read", path: "/dev/tty")
    #expect(
      throws: CryptoError.system(operation: "open key", subject: "vector", cause: cause)
    ) {
      _ = try file.open { () throws(SystemError) in throw cause }
    }
  }

  @Test func `an empty passphrase protects nothing and is refused`() throws {
    #expect(throws: CryptoError.self) {
      _ = try KeyFile.sealing(
        signingKey(seed1), header: header(), passphrase: passphrase(""), derivation: .minimum,
        randomness: CountingRandomness())
    }
  }

  @Test func `a key is not stored under another's description`() throws {
    let other = try signingKey([UInt8](repeating: 9, count: 32))
    #expect(throws: CryptoError.self) {
      _ = try KeyFile.withoutPassphrase(other, header: header())
    }
  }

  @Test func `each flipped bit of a sealed file is refused`() throws {
    let content = Array(Self.vector.utf8)
    for position in content.indices {
      for bit in 0..<8 {
        var changed = content
        changed[position] ^= 1 << bit
        #expect(throws: CryptoError.self, "byte \(position), bit \(bit)") {
          try publicKey(of: KeyFile(decoding: changed, subject: "test"), Self.words)
        }
      }
    }
  }

  @Test func `each cut of a sealed file is refused`() throws {
    let content = Array(Self.vector.utf8)
    for count in content.indices {
      #expect(throws: CryptoError.self) {
        try KeyFile(decoding: Array(content[..<count]), subject: "test")
      }
    }
  }

  @Test(arguments: ["created", "encryption", "name", "public", "schema", "secret", "use"])
  func `a missing member is refused`(name: String) throws {
    try change { $0[name] = nil }
  }

  @Test(arguments: ["cipher", "kdf", "memoryBytes", "nonce", "operations", "salt"])
  func `a missing member of the encryption is refused`(name: String) throws {
    try changeEncryption { $0[name] = nil }
  }

  @Test(arguments: ["seed", "comment", ""])
  func `an unknown member is refused`(name: String) throws {
    try change { $0[name] = .string("x") }
    try changeEncryption { $0[name] = .string("x") }
  }

  @Test(arguments: ["created", "encryption", "name", "public", "schema", "secret", "use"])
  func `a member of another type is refused`(name: String) throws {
    try change { $0[name] = .bool(true) }
    try change { $0[name] = .array([.bool(true)]) }
    try change { $0[name] = .string("-") }
  }

  @Test func `a seed does not get into messages`() throws {
    let file = try KeyFile.withoutPassphrase(signingKey(seed1), header: header())
    var dumped = ""
    dump(file, to: &dumped)
    for text in ["\(file)", String(reflecting: file), dumped] {
      #expect(!text.contains("157, 97") && !text.contains("- 157"))
    }
  }

  @Test(arguments: [
    ("schema", "entangle/key@v2"), ("name", "../vector"), ("name", "Vector"),
    ("created", "2026-01-02T03:04:05+00:00"), ("public", "ssh-rsa AAAA"), ("encryption", "None"),
  ])
  func `a value out of the format is refused`(name: String, value: String) throws {
    try change { $0[name] = .string(value) }
  }

  @Test(arguments: [
    [], ["transport", "code"], ["code", "code"], ["law", "transport"], ["artifact", "code"],
    ["login"],
  ])
  func `uses that no key may have are refused`(uses: [String]) throws {
    try change { $0["use"] = .array(uses.map { .string($0) }) }
  }

  @Test(
    arguments: [
      ("memoryBytes", 8_191), ("memoryBytes", 8_193), ("memoryBytes", 1_073_742_848),
      ("memoryBytes", 0), ("memoryBytes", -8_192), ("memoryBytes", 9_007_199_254_740_991),
      ("operations", 0), ("operations", 11), ("operations", -1),
    ] as [(String, Int64)])
  func `work out of bounds is refused before any is done`(name: String, value: Int64) throws {
    try changeEncryption { $0[name] = .integer(value) }
    #expect(KeyDerivation(memoryBytes: 8_192, operations: 1) == .minimum)
    #expect(KeyDerivation(memoryBytes: 1_073_741_824, operations: 10) != nil)
  }

  @Test(arguments: [("cipher", "aes"), ("kdf", "argon2i"), ("salt", "AAECAwQFBgcICQoLDA0ODxA=")])
  func `an unknown cipher, derivation or salt is refused`(name: String, value: String) throws {
    try changeEncryption { $0[name] = .string(value) }
  }

  @Test func `an open seed of another key is refused`() throws {
    let file = try KeyFile(
      header: header(), secret: .open(seed: [UInt8](repeating: 1, count: 32)))
    #expect(throws: CryptoError.self) { try publicKey(of: file, "") }
  }

  @Test(
    .enabled(if: KeyFileOracle.isUsable),
    arguments: [KeyDerivation(memoryBytes: 65_536, operations: 2), KeyDerivation.pbkdf2])
  func `a reader without libsodium opens what we seal`(derivation: KeyDerivation?) throws {
    try inTemporaryDirectory { root in
      let path = root.appending("key.json")
      let file = try KeyFile.sealing(
        signingKey(seed1), header: header("other", [.law]), passphrase: passphrase("pä ss"),
        derivation: #require(derivation), randomness: SystemRandomness())
      try FileSystem.write(file.encode(), to: path, mode: 0o600)
      let opened = KeyFileOracle.run("'\(path)' 'pä ss'")
      #expect(opened.output == Hex.encode(seed1) + "\n")
      #expect(KeyFileOracle.run("'\(path)' 'pa ss' 2>/dev/null").status == 1)
    }
  }

  private func change(_ body: (inout [String: JSONValue]) -> Void) throws {
    guard case .object(var members) = try JSONValue(canonical: Array(Self.vector.utf8)) else {
      return
    }
    body(&members)
    let content = JSONValue.object(members).encodeCanonical()
    #expect(throws: CryptoError.self) { try KeyFile(decoding: content, subject: "test") }
  }

  private func changeEncryption(_ body: (inout [String: JSONValue]) -> Void) throws {
    try change { members in
      guard case .object(var inner) = members["encryption"] else { return }
      body(&inner)
      members["encryption"] = .object(inner)
    }
  }
}

/// The independent reader in Tests/Oracles.
private enum KeyFileOracle {
  private static let script: String = {
    let here = FilePath(#filePath)
    return here.parent.parent.appending("Oracles/open_key.py").description
  }()

  static let isUsable = run("--probe").status == 0

  static func run(_ arguments: String) -> (output: String, status: Int32) {
    EntangleCryptoTests.run("python3 '\(script)' \(arguments)")
  }
}
