import EntangleCrypto
import EntangleHost
import EntangleModel
import EntangleSystem
import EntangleVerify
import Testing

/// Where what a push brings is searched, and what of it is allowed. Pushes themselves: `Tests/EndToEnd/admission.py`.
@Suite struct PushedSecretsTests {
  @Test func `a list of digests is read, and nothing else is taken for one`() throws {
    let scratch = try TemporaryDirectory()
    let folder = HostFolder(gitDirectory: scratch.path)
    #expect(try AllowedSecrets(in: folder).isEmpty)
    try FileSystem.createDirectory(folder.path)
    let digest = SystemCryptography().sha256(Array("x".utf8))
    let file = folder.path.appending("allowed-secrets")
    let text = "# why\n\n\(digest) a test key\n"
    try FileSystem.write(Array(text.utf8), to: file, mode: 0o600, existing: .refuse)
    #expect(try AllowedSecrets(in: folder).contains(digest))
    try FileSystem.write(Array("\(text)abc\n".utf8), to: file, mode: 0o600, existing: .replace)
    #expect(throws: HostError.unreadableLine(file, "abc")) { try AllowedSecrets(in: folder) }
  }

  @Test func `what is allowed hides nothing, however often it stands there`() throws {
    let scratch = try TemporaryDirectory()
    let folder = HostFolder(gitDirectory: scratch.path)
    try FileSystem.createDirectory(folder.path)
    let (allowed, other) = (
      SecretSample.token("gh", "p_", 36), SecretSample.token("glp", "at-", 20)
    )
    let line = "\(SystemCryptography().sha256(allowed))\n"
    try FileSystem.write(
      Array(line.utf8), to: folder.path.appending("allowed-secrets"), mode: 0o600)
    for count in [1, 20, 50] {
      var search = PushedSecrets(
        allowed: try AllowedSecrets(in: folder), cryptography: SystemCryptography())
      search.search(message: [UInt8]((0..<count).map { _ in allowed + [0x0a] }.joined()) + other)
      #expect(search.facts.found.map(\.line) == [count + 1])
    }
  }

  @Test func `a name that has a secret is told without it`() {
    var search = PushedSecrets(allowed: .none, cryptography: SystemCryptography())
    let token = SecretSample.token("gh", "p_", 36)
    search.search(names: [RefName(Array("refs/heads/a-".utf8) + token + Array("/b".utf8))])
    let stars = String(repeating: "*", count: token.count)
    #expect(search.facts.found.map(\.subject) == ["refs/heads/a-\(stars)/b"])
  }

  @Test func `every header of a commit is searched, whatever it is called`() throws {
    let token = String(decoding: SecretSample.token("gh", "p_", 36), as: UTF8.self)
    for header in ["x-note", "gpgsig", "gpgsigx", "gpgsig-sha256 a\n"] {
      #expect(try places("\(header) \(token)\n\nword\n") == ["the header"], "\(header)")
    }
    #expect(try places("gpgsig \(token)") == ["the header"])
    #expect(try places("gpgsig x\n\n\(token)\n") == ["the message"])
  }

  @Test func `a signature is no secret`() throws {
    var numbers = SystemRandomNumberGenerator()
    let base64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    for kind in ["SSH", "PGP"] {
      let lines = (0..<10).map { _ in
        " " + String((0..<70).compactMap { _ in base64.randomElement(using: &numbers) })
      }
      let dashes = String(repeating: "-", count: 5)
      let armour = ["\(dashes)BEGIN \(kind) SIGNATURE\(dashes)", " "] + lines
      let text = armour.joined(separator: "\n") + "\n \(dashes)END \(kind) SIGNATURE\(dashes)\n"
      #expect(try places("gpgsig \(text)\nword\n") == [])
    }
  }

  /// Where secrets are found in a commit of this text.
  private func places(_ text: String) throws -> [String] {
    let id = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    let objects = OneCommit(content: Array(text.utf8))
    var search = PushedSecrets(allowed: .none, cryptography: SystemCryptography())
    try search.search(from: [id], in: objects) { (_: ObjectID) throws(ObjectReadError) in true }
    return search.facts.found.map(\.place)
  }
}

/// A commit, whatever object is asked for.
private struct OneCommit: ObjectSource {
  let content: [UInt8]
  var format: ObjectFormat { .sha1 }

  func read(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    RawObject(type: .commit, content: content)
  }
}
