import EntangleCrypto
import EntangleModel
import Testing

@Suite("Security keys in OpenSSH's form")
struct SecurityKeyFormTests {
  private let cryptography = SystemCryptography()

  private static let line =
    "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIICWZ81b/s3IS917VE5h7yWL"
    + "lgBfkL+HtiP6T+BhgzR7AAAABHNzaDo="

  /// Made by Tests/Oracles/security_key_agent.py over the line "hello", with the flags 0x05 and the
  /// counter 42; `ssh-keygen -Y verify -n git` finds it good.
  private static let armour = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAAEoAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAAAggJZnzV
    v+zchL3XtUTmHvJYuWAF+Qv4e2I/pP4GGDNHsAAAAEc3NoOgAAAANnaXQAAAAAAAAABnNo
    YTUxMgAAAGcAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAABAsaWuxJc64J88qA
    aNAJLYCe6ZrayZ7h5NPguwf919vT7xHx5xqWl9B+gTqa10rQBn4jN1fSfZqrF/MNKdZvWk
    AwUAAAAq
    -----END SSH SIGNATURE-----

    """

  private func wire(_ kind: String, _ bytes: Int, _ application: String?, _ rest: [UInt8] = [])
    -> [UInt8]
  {
    sshString(Array(kind.utf8)) + sshString([UInt8](repeating: 1, count: bytes))
      + (application.map { sshString(Array($0.utf8)) } ?? []) + rest
  }

  @Test("a signature is read, valid for its message alone, and written as it was")
  func vector() throws {
    let signature = try #require(SSHSignature(armour: Array(Self.armour.utf8)))
    #expect(signature.publicKey.text == Self.line)
    #expect(signature.publicKey == PublicKey(text: Self.line))
    #expect(signature.signature.authenticator == AuthenticatorData(flags: 0x05, counter: 42))
    #expect(signature.armour == Array(Self.armour.utf8))
    let message = Array("hello\n".utf8)
    #expect(signature.isValid(over: message, in: .git, cryptography: cryptography))
    #expect(!signature.isValid(over: [], in: .git, cryptography: cryptography))
    #expect(!signature.isValid(over: message, in: .trust, cryptography: cryptography))
  }

  @Test("a key id is that of the wire form, another one than that of the same bytes in software")
  func keyID() throws {
    let key = try #require(PublicKey(text: Self.line))
    let plain = try #require(PublicKey(bytes: key.bytes))
    #expect(key != plain)
    #expect(cryptography.keyID(key) != cryptography.keyID(plain))
    #expect(
      cryptography.keyID(key).text == String(cryptography.sha256(key.wire).hex.prefix(32)))
    #expect(plain.text.hasPrefix("ssh-ed25519 "))
  }

  @Test("a signature says that it was touched before it counts, and each bit of it counts")
  func bits() throws {
    let key = try #require(PublicKey(text: Self.line))
    let signature = try #require(SSHSignature(armour: Array(Self.armour.utf8))).signature
    let message = SSHSignature.signedData(
      namespace: .git, messageDigest: cryptography.sha512(Array("hello\n".utf8)))
    #expect(signature.isValid(over: message, by: key, cryptography: cryptography))
    let plain = try #require(KeySignature(bytes: signature.bytes))
    #expect(!plain.isValid(over: message, by: key, cryptography: cryptography))
    let software = try #require(PublicKey(bytes: key.bytes))
    #expect(!signature.isValid(over: message, by: software, cryptography: cryptography))
    let wire = signature.wire
    let raw = wire.count - 5 - 64
    for position in raw..<wire.count {
      for bit in 0..<8 {
        var changed = wire
        changed[position] ^= 1 << bit
        let read = KeySignature(wire: changed, of: key)
        #expect(read?.isValid(over: message, by: key, cryptography: cryptography) != true)
      }
    }
  }

  @Test("flags: present, verified and backup, and no other", arguments: UInt8.min...UInt8.max)
  func flags(_ flags: UInt8) {
    let data = AuthenticatorData(flags: flags, counter: 1)
    #expect((data != nil) == (flags & 0xe2 == 0))
    #expect((data?.isUserPresent ?? false) == (flags & 0xe2 == 0 && flags & 1 == 1))
  }

  @Test("an application is 'ssh:' and up to sixty bytes more")
  func applications() {
    let kind = "sk-ssh-ed25519@openssh.com"
    for application in ["ssh:", "ssh:a", "ssh:" + String(repeating: "~", count: 60)] {
      let key = PublicKey(wire: wire(kind, 32, application))
      #expect(key?.application == Array(application.utf8))
      #expect(key.map { PublicKey(text: $0.text) } == key)
    }
    let wrong = [
      "", "ssh", "ssh;", "SSH:", "https://example.org", "ssh:a b", "ssh:\n", "ssh:\u{e9}",
      "ssh:\0", "ssh:" + String(repeating: "a", count: 61),
    ]
    for application in wrong { #expect(PublicKey(wire: wire(kind, 32, application)) == nil) }
  }

  @Test("other wire forms are refused")
  func wrongForms() {
    let kind = "sk-ssh-ed25519@openssh.com"
    let good = wire(kind, 32, "ssh:")
    #expect(PublicKey(wire: good) != nil)
    for count in good.indices { #expect(PublicKey(wire: Array(good[..<count])) == nil) }
    let wrong = [
      good + [0], wire(kind, 31, "ssh:"), wire(kind, 33, "ssh:"), wire(kind, 32, nil),
      wire("ssh-ed25519", 32, "ssh:"), wire("sk-ecdsa-sha2-nistp256@openssh.com", 32, "ssh:"),
      wire("sk-ssh-ed25519-cert-v01@openssh.com", 32, "ssh:"),
    ]
    for wire in wrong { #expect(PublicKey(wire: wire) == nil) }
  }

  @Test(
    "a line whose kind is not that of its bytes is refused",
    arguments: [
      line.replacing("sk-ssh-ed25519@openssh.com", with: "ssh-ed25519"), line + " me", " " + line,
      line.replacing(" ", with: "  "), String(line.dropLast()), "sk-ssh-ed25519@openssh.com", "",
      line.replacing("sk-ssh", with: "SK-ssh"),
    ])
  func wrongLines(_ text: String) { #expect(PublicKey(text: text) == nil) }

  @Test("a counter grows, or is always 0")
  func counter() throws {
    func said(_ counter: UInt32) throws -> AuthenticatorData {
      try #require(AuthenticatorData(flags: 1, counter: counter))
    }
    for (before, now, isRight) in [
      (0, 0, true), (0, 1, true), (1, 2, true), (1, .max, true), (1, 1, false), (2, 1, false),
      (1, 0, false), (.max, .max, false),
    ] as [(UInt32, UInt32, Bool)] {
      #expect(try said(now).mayFollow(said(before)) == isRight, "\(before), \(now)")
    }
  }
}
