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
}
