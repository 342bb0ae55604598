@testable import EntangleCrypto
@testable import EntangleModel
@testable import EntangleSSH
@testable import EntangleSystem

extension Target {
  /// Armour of signatures: one spelling.
  static let signature = Target("signature", maximumByteCount: 2_100) { bytes in
    let code = CodeSignature(armour: bytes)
    guard let signature = SSHSignature(armour: bytes) else { return }
    require(code?.publicKey == signature.publicKey, "what signs an event may sign code")
    require(signature.armour == bytes, "a signature has one spelling")
    require(bytes.count <= 2_048, "the bound holds")
  }

  /// Armour of signatures of code, by keys of any kind: one spelling, the bound, and a verdict that is
  /// of one message.
  static let codesignature = Target("codesignature", maximumByteCount: 8_300) { bytes in
    guard let signature = CodeSignature(armour: bytes) else { return }
    let text = bytes.split(separator: 0x0a).dropFirst().dropLast()
    require(text.dropLast().allSatisfy { $0.count == 70 }, "the lines are full")
    let blob = Base64.decode(text.joined())
    require(blob.map { Base64.encodeBytes($0) } == Array(text.joined()), "it has one spelling")
    require(bytes.count <= 8_192, "the bound holds")
    let key = signature.publicKey
    require(PublicKey(wire: key.wire) == key, "a key has one wire form")
    let valid = [[], [0], [1]].filter {
      signature.isValid(over: $0, cryptography: SystemCryptography())
    }
    require(valid.count <= 1, "it is of one message")
  }

  /// SSH wire forms of keys and signatures: one spelling each.
  static let wire = Target("wire", maximumByteCount: 512) { bytes in
    if let key = PublicKey(wire: bytes) {
      require(key.wire == bytes, "a key has one wire form")
      require(PublicKey(text: key.text) == key, "a key is read from its line")
    }
    for key in [PublicKey.software, .securityKey] {
      guard let key, let signature = KeySignature(wire: bytes, of: key) else { continue }
      require(signature.wire == bytes, "a signature has one wire form")
      require((signature.authenticator != nil) == key.isSecurityKey, "devices say what they did")
    }
    var reader = SSHWireReader(bytes)
    var total = 0
    while let text = reader.string() { total += 4 + text.count }
    require(total <= bytes.count, "nothing is read past the end")
    require((total == bytes.count) == reader.isAtEnd, "the end is where all is read")
  }

  /// What an ssh-agent answers: bounded lists, signatures of the key's kind.
  static let agent = Target("agent") { bytes in
    if let identities = try? AgentReply.identities(bytes) {
      require(identities.count <= SSHAgent.identityLimit, "the bound holds")
      let list = identities.flatMap { sshString($0.wire) + sshString($0.comment) }
      require([12] + sshNumber(UInt32(identities.count)) + list == bytes, "nothing is left out")
    }
    for key in [PublicKey.software, .securityKey] {
      guard let key, let signature = try? AgentReply.signature(bytes, of: key) else { continue }
      require([14] + sshString(signature.wire) == bytes, "nothing is left out")
      require(signature.authenticator?.isUserPresent != false, "somebody touched it")
    }
  }

  /// Key files: one spelling, and work within bounds.
  static let keyfile = Target("keyfile") { bytes in
    guard let file = try? KeyFile(decoding: bytes, subject: "input") else { return }
    require(file.encode() == bytes, "a key file has one spelling")
    switch file.derivation?.function {
    case .argon2id(let memory, let operations):
      require(memory <= 1 << 30 && operations <= 10, "the work is bounded")
    case .pbkdf2(let iterations): require(iterations <= 10_000_000, "the work is bounded")
    case nil: break
    }
  }

  /// OpenSSH's private keys: what is read can be written, and read as the same key.
  static let privatekey = Target("privatekey") { bytes in
    guard let secret = try? SecretBytes(copying: bytes),
      let key = try? OpenSSHPrivateKey.decode(secret, subject: "input"),
      let written = try? OpenSSHPrivateKey.encode(key, comment: "", randomness: SystemRandomness())
    else { return }
    let again = try? OpenSSHPrivateKey.decode(written, subject: "input").publicKey
    require(again == key.publicKey, "the key is kept")
  }
}

extension PublicKey {
  fileprivate static let software = PublicKey(bytes: Array(repeating: 1, count: 32))
  fileprivate static let securityKey = PublicKey(
    wire: sshString(Array("sk-ssh-ed25519@openssh.com".utf8))
      + sshString(Array(repeating: 1, count: 32)) + sshString(Array("ssh:".utf8)))
}
