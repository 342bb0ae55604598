import EntangleCrypto
import EntangleModel
import Testing

@Suite struct ObjectFormTests {
  private let cryptography = SystemCryptography()
  private static let oid = [UInt8](repeating: 7, count: 20)

  private static func entry(_ mode: String, _ name: String) -> [UInt8] {
    Array("\(mode) \(name)\0".utf8) + oid
  }

  @Test func `reads a tree in git's order`() throws {
    let content =
      Self.entry("100644", "a.b") + Self.entry("40000", "a") + Self.entry("100755", "a0")
      + Self.entry("120000", "l") + Self.entry("160000", "m")
    let tree = try #require(TreeObject(content: content, format: .sha1))
    #expect(tree.content == content)
    #expect(TreeObject(tree.entries.reversed()).content == content)
  }

  @Test func `the empty tree has git's name`() {
    let id = cryptography.objectID(TreeObject([]).object, format: .sha1)
    #expect(id.hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
  }

  @Test(arguments: [
    entry("100664", "a"), entry("040000", "a"), entry("100644", ""), entry("100644", "."),
    entry("100644", ".."), entry("100644", ".git"), entry("40000", ".GiT"), entry("100644", "a/b"),
    entry("100644", "b") + entry("100644", "a"), entry("100644", "a") + entry("100644", "a"),
    entry("100644", "a") + entry("40000", "a"),
    entry("100644", "a") + entry("100644", "a.b") + entry("40000", "a"),
    entry("40000", "a") + entry("100644", "a.b"), Array(entry("100644", "a").dropLast()),
    Array("100644 a".utf8), Array("100644".utf8), [0], [0x20],
  ])
  func `refuses other trees`(content: [UInt8]) {
    #expect(TreeObject(content: content, format: .sha1) == nil)
  }

  /// Made by ssh-keygen -Y sign -n git over the line "hello".
  private static let armour = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg6cLom9eugZcsCr93CQKQMx2jmZ
    PEGfRejo1UxHPH1woAAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
    AAAAQI7ezHv/EuH5jD/2Wd+INDGjmPLw6UmBWD2/kRwz00Clcip+lNFG54RbMYa0NrjH+X
    MflsLvYLTIol+pKh4hRg0=
    -----END SSH SIGNATURE-----

    """

  @Test func `reads and writes what ssh-keygen writes`() throws {
    let signature = try #require(SSHSignature(armour: Array(Self.armour.utf8)))
    #expect(
      signature.publicKey.text
        == "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOnC6JvXroGXLAq/dwkCkDMdo5mTxBn0Xo6NVMRzx9cK")
    #expect(signature.namespace == "git")
    #expect(signature.armour == Array(Self.armour.utf8))
    #expect(
      signature.isValid(over: Array("hello\n".utf8), in: .git, cryptography: cryptography))
    #expect(
      !signature.isValid(over: Array("hello".utf8), in: .git, cryptography: cryptography))
    #expect(
      !signature.isValid(over: Array("hello\n".utf8), in: .trust, cryptography: cryptography))
  }

  @Test(arguments: [
    armour + "\n", String(armour.dropLast()), " " + armour, armour.filter { $0 != "=" },
    armour + armour, "", "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
    "-----BEGIN SSH SIGNATURE-----\n\n-----END SSH SIGNATURE-----\n",
  ])
  func `refuses other armour`(text: String) {
    #expect(SSHSignature(armour: Array(text.utf8)) == nil)
  }

  private static let statement = """
    entangle-trust v1
    repository \(SHA256Digest.zero)
    previous \(SHA256Digest.zero)
    version 1
    contents \(SHA256Digest.zero)
    issued 2026-01-01T00:00:00Z
    cut a/0123456789abcdef0123456789abcdef 3 \(SHA256Digest.zero)
    cut b/0123456789abcdef0123456789abcdef 1 \(SHA256Digest.zero)

    """

  @Test func `reads and writes a statement`() throws {
    let statement = try Statement(Array(Self.statement.utf8))
    #expect(statement.cuts.map(\.sequence) == [3, 1])
    #expect(statement.encoded == Array(Self.statement.utf8))
  }

  private static let resolution =
    statement + "void 6 \(SHA256Digest.zero)\nvoid 10 \(SHA256Digest.zero)\n"

  @Test func `void states follow the cuts, by version`() throws {
    let statement = try Statement(Array(Self.resolution.utf8))
    #expect(statement.cuts.count == 2)
    #expect(statement.voids.map(\.version) == [6, 10])
    #expect(statement.encoded == Array(Self.resolution.utf8))
  }

  @Test(arguments: [
    resolution + "void 6 \(SHA256Digest.zero)\n", resolution + "void 010 \(SHA256Digest.zero)\n",
    resolution + "void 10 \(SHA256Digest.zero)\n", resolution + "void 11\n",
    resolution + "void 11 \(SHA256Digest.zero) x\n",
    resolution + "cut c/0123456789abcdef0123456789abcdef 1 \(SHA256Digest.zero)\n",
  ])
  func `refuses other lists of void states`(text: String) {
    #expect(throws: DocumentDefect.self) { try Statement(Array(text.utf8)) }
  }

  @Test(arguments: [
    statement + "\n", String(statement.dropLast()), statement + "cut a/b 1 c\n", statement + "x\n",
    statement + statement.split(separator: "\n").suffix(1).joined() + "\n",
    String(statement.dropFirst()), "", "entangle-trust v1\n", statement + "\r\n",
  ])
  func `refuses other statements`(text: String) {
    #expect(throws: DocumentDefect.self) { try Statement(Array(text.utf8)) }
  }

  @Test func `contents are what sha256sum prints`() {
    let files: [String: [UInt8]] = [
      "b": [0x62, 0x0a], "a/c": [0x61, 0x0a], "statement": [1], "signatures/x/y": [2],
    ]
    let list =
      "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7  a/c\n"
      + "0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f  b\n"
    #expect(
      Statement.contentsDigest(files, cryptography: cryptography)
        == cryptography.sha256(Array(list.utf8)))
  }
}
