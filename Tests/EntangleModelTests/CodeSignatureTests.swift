import EntangleCrypto
import EntangleModel
import EntangleSystem
import Testing

@Suite("Signatures of code by ECDSA and RSA", .enabled(if: CodeSignatureCase.isUsable))
struct CodeSignatureTests {
  private let cryptography = SystemCryptography()
  private static let message = Array("hello\n".utf8)

  /// What entangle makes of a signature.
  private func answer(_ signature: CodeSignatureCase) -> String {
    guard let read = CodeSignature(armour: signature.armour) else { return "refused" }
    guard read.isValid(over: Self.message, cryptography: cryptography) else { return "invalid" }
    return "valid"
  }

  @Test("what is nearly a signature is not read, or not good; ssh-keygen agrees")
  func cases() throws {
    let cases = try CodeSignatureCase.all()
    #expect(Set(cases.map(\.due)).count == 3 && cases.count > 100)
    let directory = try TemporaryDirectory(prefix: "entangle-signatures")
    for signature in cases {
      #expect(answer(signature) == signature.due, "\(signature.name)")
      #expect(SSHSignature(armour: signature.armour) == nil, "\(signature.name)")
      guard signature.stock != "any" else { continue }
      let isGood = try signature.isGood(toKeygenIn: directory.path)
      #expect(isGood == (signature.stock == "good"), "\(signature.name)")
    }
  }

  @Test("a good signature is good for its message and its key alone")
  func messages() throws {
    let good = try CodeSignatureCase.all().filter { $0.due == "valid" }
    #expect(good.count > 10)
    for signature in good {
      let read = try #require(CodeSignature(armour: signature.armour))
      #expect(read.publicKey.text == signature.line)
      #expect(!read.isValid(over: Array("hello".utf8), cryptography: cryptography))
      let key = try #require(PublicKey(text: signature.line))
      #expect(read.publicKey == key && key.codeKey != nil && !key.isSecurityKey)
      #expect(PublicKey(wire: key.wire) == key)
      #expect(key.application == nil && PublicKey(bytes: key.bytes) != key)
      let digest = cryptography.sha256(key.wire).hex
      #expect(cryptography.keyID(key).text == String(digest.prefix(32)))
    }
    #expect(Set(good.map(\.line)).count == Set(good.compactMap { PublicKey(text: $0.line) }).count)
  }

  @Test("one bit changed is another signature, or none")
  func bits() throws {
    let chosen = try CodeSignatureCase.all().filter {
      $0.name == "nistp256: as it should be" || $0.name == "rsa: rsa-sha2-256"
    }
    #expect(chosen.count == 2)
    for signature in chosen {
      let body = signature.armour.split(separator: 0x0a).dropFirst().dropLast()
      let blob = try #require(Base64.decode(Array(body.joined())))
      // Each byte in turn has one of its bits changed.
      for position in blob.indices {
        var changed = blob
        changed[position] ^= 1 << (position % 8)
        let text = CodeSignatureCase(signature, blob: changed)
        #expect(answer(text) != "valid", "\(signature.name): byte \(position)")
      }
    }
  }

  @Test("such keys sign code and open ssh, and nothing else")
  func uses() throws {
    for signature in try CodeSignatureCase.all() where signature.due == "valid" {
      let key = try #require(PublicKey(text: signature.line))
      for uses in [[.code], [.transport], [.code, .transport]] as [Set<KeyUse>] {
        #expect(key.mayHave(uses))
      }
      for uses in [[], [.law], [.artifact], [.law, .code]] as [Set<KeyUse>] {
        #expect(!key.mayHave(uses))
      }
      // Nothing that is 64 bytes long is taken for a signature by one.
      let wire = sshString(Array(key.kind.utf8)) + sshString(Array(repeating: 1, count: 64))
      #expect(KeySignature(wire: wire, of: key) == nil)
    }
  }

  @Test("a key cut short is none, nor one with bytes after it")
  func keys() throws {
    for signature in try CodeSignatureCase.all() where signature.due == "valid" {
      let wire = try #require(PublicKey(text: signature.line)).wire
      for count in wire.indices { #expect(PublicKey(wire: Array(wire[..<count])) == nil) }
      #expect(PublicKey(wire: wire + [0]) == nil)
      let kind = signature.line.split(separator: " ")[0]
      #expect(PublicKey(text: signature.line.replacing(kind, with: "ssh-ed25519")) == nil)
      #expect(PublicKey(text: signature.line + " comment") == nil)
    }
  }
}

/// A line of Tests/Oracles/code_signatures.py.
struct CodeSignatureCase {
  let due: String
  let stock: String
  let name: String
  let line: String
  let armour: [UInt8]

  /// Whether python has what it needs.
  static let isUsable =
    (try? ChildProcess(
      "/usr/bin/python3", ["-c", "import cryptography"], environment: [:]
    ).run().isSuccess) == true

  private static let printed = Result<String, any Error> {
    let script = FilePath(#filePath).parent.parent.appending("Oracles/code_signatures.py")
    let result = try ChildProcess(
      "/usr/bin/python3", [script.description], environment: ["PYTHONDONTWRITEBYTECODE": "1"]
    ).run()
    try #require(result.isSuccess, "\(result.standardError.text)")
    return result.standardOutput.text
  }

  /// All of them, made once.
  static func all() throws -> [CodeSignatureCase] {
    try printed.get().split(separator: "\n").map { line in
      let words = line.split(separator: "\t").map(String.init)
      try #require(words.count == 5)
      return CodeSignatureCase(
        due: words[0], stock: words[1], name: words[2], line: words[3],
        armour: try #require(bytes(hex: words[4])))
    }
  }

  private static func bytes(hex: String) -> [UInt8]? {
    let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == hex.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  private init(due: String, stock: String, name: String, line: String, armour: [UInt8]) {
    self.due = due
    self.stock = stock
    self.name = name
    self.line = line
    self.armour = armour
  }

  /// The same case with another content of its armour.
  init(_ other: CodeSignatureCase, blob: [UInt8]) {
    let text = Array(Base64.encode(blob).utf8)
    var armour = "-----BEGIN SSH SIGNATURE-----\n"
    for start in stride(from: 0, to: text.count, by: 70) {
      armour += String(decoding: text[start..<min(start + 70, text.count)], as: UTF8.self) + "\n"
    }
    armour += "-----END SSH SIGNATURE-----\n"
    self.init(
      due: other.due, stock: other.stock, name: other.name, line: other.line,
      armour: Array(armour.utf8))
  }

  /// What `ssh-keygen` says of it.
  func isGood(toKeygenIn directory: FilePath) throws -> Bool {
    let path = directory.appending("signature")
    try FileSystem.write(armour, to: path, existing: .replace)
    var child = ChildProcess(
      "ssh-keygen", ["-Y", "check-novalidate", "-n", "git", "-s", path.description],
      environment: ["PATH": "/usr/bin:/bin"])
    child.standardInput = .bytes(Array("hello\n".utf8))
    return try child.run().isSuccess
  }
}
