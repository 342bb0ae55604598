import EntangleCrypto
import EntangleModel
import EntangleSystem
import Testing

@Suite struct OpenSSHPrivateKeyTests {
  /// What a file holds under its armour.
  private static func blob(_ text: String) throws -> [UInt8] {
    let lines = text.split(separator: "\n").dropFirst().dropLast()
    return try #require(Base64.decode(lines.joined().utf8))
  }

  /// A file that holds those bytes.
  private static func file(_ blob: [UInt8]) -> String {
    "-----BEGIN OPENSSH PRIVATE KEY-----\n" + Base64.encode(blob)
      + "\n-----END OPENSSH PRIVATE KEY-----\n"
  }

  /// The public half of a file.
  private func decode(_ text: String) throws -> [UInt8] {
    let key = try OpenSSHPrivateKey.decode(passphrase(text), subject: "test")
    return key.publicKey
  }

  private func encode(
    _ comment: String, _ randomness: some Randomness = CountingRandomness()
  ) throws -> String {
    let file = try OpenSSHPrivateKey.encode(
      signingKey(seed1), comment: comment, randomness: randomness)
    return file.withBytes { span in
      String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
    }
  }

  @Test(arguments: 0..<9)
  func `a key comes back, however long its padding`(length: Int) throws {
    let text = try encode(String(repeating: "c", count: length))
    let expected = try signingKey(seed1).publicKey
    #expect(try decode(text) == expected)
    #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 70 })
  }

  @Test(
    .enabled(if: isInstalled("ssh-keygen")), arguments: ["", "x", "somebody@example.org", "ä b"])
  func `ssh-keygen reads what we write, and writes the same bytes`(comment: String) throws {
    try inTemporaryDirectory { root in
      let path = root.appending("key")
      let content = try OpenSSHPrivateKey.encode(
        signingKey(seed1), comment: comment, randomness: CountingRandomness())
      try FileSystem.writeSecret(content, to: path)
      let shown = run("ssh-keygen -y -f '\(path)'").output
      let key = try #require(PublicKey(bytes: signingKey(seed1).publicKey))
      #expect(shown == key.text + (comment.isEmpty ? "" : " " + comment) + "\n")

      // Changing the comment back and forth has ssh-keygen write the file anew.
      #expect(run("ssh-keygen -q -c -C other -f '\(path)' >/dev/null").status == 0)
      #expect(run("ssh-keygen -q -c -C '\(comment)' -f '\(path)' >/dev/null").status == 0)
      let theirs = String(decoding: try FileSystem.read(path, limit: 1 << 16), as: UTF8.self)
      let check = Array(try Self.blob(theirs)[98..<102])
      #expect(try encode(comment, ScriptedRandomness(check)) == theirs)
    }
  }

  @Test(.enabled(if: isInstalled("ssh-keygen")))
  func `we read what ssh-keygen makes`() throws {
    try inTemporaryDirectory { root in
      for length in [0, 1, 7, 8, 50] {
        let path = root.appending("key\(length)")
        let comment = String(repeating: "c", count: length)
        #expect(run("ssh-keygen -q -t ed25519 -N '' -C '\(comment)' -f '\(path)'").status == 0)
        let key = try OpenSSHPrivateKey.decode(
          FileSystem.readSecret(path, limit: OpenSSHPrivateKey.byteLimit), subject: "test")
        let line = try FileSystem.read(FilePath("\(path).pub"), limit: 1 << 12)
        let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let publicKey = key.publicKey
        #expect(PublicKey(text: words.prefix(2).joined(separator: " "))?.bytes == publicKey)
      }
    }
  }

  @Test(
    .enabled(if: isInstalled("ssh-keygen")),
    arguments: [
      ("-t ed25519 -N secret -a 1", "is encrypted"), ("-t ecdsa -N ''", "no ssh-ed25519 key"),
      ("-t rsa -b 1024 -N ''", "no ssh-ed25519 key"),
      ("-t rsa -b 1024 -N '' -m PEM", "no OpenSSH private key"),
    ])
  func `keys of other kinds are refused`(options: String, message: String) throws {
    try inTemporaryDirectory { root in
      let path = root.appending("key")
      #expect(run("ssh-keygen -q \(options) -f '\(path)'").status == 0)
      let text = String(decoding: try FileSystem.read(path, limit: 1 << 16), as: UTF8.self)
      let error = #expect(throws: CryptoError.self) { try decode(text) }
      #expect(error?.description.contains(message) == true)
    }
  }

  @Test func `an encrypted key is refused with a way out`() throws {
    var blob = try Self.blob(encode("c"))
    blob.replaceSubrange(19..<23, with: Array("aes0".utf8))
    let error = #expect(throws: CryptoError.encrypted(subject: "test")) {
      try decode(Self.file(blob))
    }
    #expect(error?.hint?.contains("ssh-keygen -p") == true)
  }

  @Test func `each flipped bit is refused, but for those of the comment`() throws {
    let blob = try Self.blob(encode("comment"))
    let comment = try #require(blob.firstRange(of: Array("comment".utf8)))
    for position in blob.indices where !comment.contains(position) {
      for bit in 0..<8 {
        var changed = blob
        changed[position] ^= 1 << bit
        #expect(throws: CryptoError.self, "byte \(position), bit \(bit)") {
          try decode(Self.file(changed))
        }
      }
    }
  }

  @Test func `each cut and each addition is refused`() throws {
    let text = Array(try encode("c").utf8)
    for count in text.indices {
      let cut = String(decoding: text[..<count], as: UTF8.self)
      #expect(throws: CryptoError.self) { try decode(cut) }
    }
    let blob = try Self.blob(encode("c"))
    for count in blob.indices {
      #expect(throws: CryptoError.self) { try decode(Self.file(Array(blob[..<count]))) }
    }
    for more in [[0], [1, 2, 3], [UInt8](repeating: 0, count: 8)] {
      #expect(throws: CryptoError.self) { try decode(Self.file(blob + more)) }
    }
  }

  @Test func `lengths beyond the end are refused wherever they stand`() throws {
    let blob = try Self.blob(encode(""))
    for position in 0..<(blob.count - 3) {
      for length: [UInt8] in [[0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0, 0, 1, 0]] {
        var changed = blob
        changed.replaceSubrange(position..<(position + 4), with: length)
        if changed == blob { continue }
        #expect(throws: CryptoError.self) { try decode(Self.file(changed)) }
      }
    }
  }

  @Test func `padding is 1, 2, 3 and shorter than a block`() throws {
    let blob = try Self.blob(encode("ab"))
    let padding = blob.suffix(3)
    #expect(Array(padding) == [1, 2, 3])
    // Eight bytes more of it, the length of the private part put right.
    var longer = blob + (4...11).map { UInt8($0) }
    longer[97] += 8
    #expect(throws: CryptoError.self) { try decode(Self.file(longer)) }
  }

  @Test func `an armour in another spelling is refused`() throws {
    let text = try encode("c")
    for changed in [
      " " + text, text + "\n", text.replacing("\n", with: "\r\n"), text + text, "",
      text.replacing("OPENSSH", with: "RSA"), text.replacing("=\n", with: "\n"),
      text.replacing("b3BlbnNza", with: "b3BlbnNza "), text.replacing("b3Blb", with: "b3Bl*"),
    ] where changed != text {
      #expect(throws: CryptoError.self) { try decode(changed) }
    }
  }
}

/// Gives out the same bytes for ever.
private struct ScriptedRandomness: Randomness {
  private let script: [UInt8]

  init(_ script: [UInt8]) {
    self.script = script
  }

  func bytes(_ count: Int) -> [UInt8] { Array(script.prefix(count)) }
}
