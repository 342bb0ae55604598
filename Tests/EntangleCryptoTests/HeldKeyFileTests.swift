import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleCrypto

@Suite("Files of keys that the ssh-agent holds")
struct HeldKeyFileTests {
  static let vector = """
    {
      "created": "2026-01-02T03:04:05Z",
      "holder": "ssh-agent",
      "name": "vector",
      "public": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
      "schema": "entangle/key@v1",
      "use": [
        "code",
        "transport"
      ]
    }

    """

  private func decode(_ text: String) throws -> KeyFile {
    try KeyFile(decoding: Array(text.utf8), subject: "test")
  }

  @Test("the file is the published vector, byte for byte, and comes back")
  func vector() throws {
    let file = KeyFile.heldByAgent(try header())
    #expect(String(decoding: file.encode(), as: UTF8.self) == Self.vector)
    let read = try decode(Self.vector)
    #expect(read == file)
    #expect(read.isHeldByAgent)
    #expect(!read.isProtected)
  }

  @Test("there is nothing to open, and no passphrase is asked for")
  func open() throws {
    let file = KeyFile.heldByAgent(try header())
    #expect(throws: CryptoError.heldByAgent(file.header.name)) {
      _ = try file.open { () throws(SystemError) in throw .invalidPath("never asked") }
    }
  }

  @Test(
    "another holder, or a secret beside it, is refused",
    arguments: [
      ("\"ssh-agent\"", "\"gpg-agent\""), ("\"ssh-agent\"", "true"),
      ("  \"holder\"", "  \"encryption\": \"none\",\n  \"holder\""),
      ("  \"use\"", "  \"seed\": \"AAAA\",\n  \"use\""),
      ("  \"use\"", "  \"secret\": \"AAAA\",\n  \"use\""),
      ("  \"holder\": \"ssh-agent\",\n", ""),
    ])
  func refused(_ text: String, _ replacement: String) throws {
    let changed = Self.vector.replacing(text, with: replacement)
    #expect(changed != Self.vector)
    #expect(throws: CryptoError.self) { try decode(changed) }
  }

  private static let plainLine =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
  /// The same bytes, as a security key.
  private static let securityLine =
    "sk-ssh-ed25519@openssh.com "
    + "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1EaAAAA"
    + "BHNzaDo="

  @Test("a security key is held by the agent or not at all, and is not for artifacts")
  func securityKey() throws {
    let held = Self.vector.replacing(Self.plainLine, with: Self.securityLine)
    #expect(try decode(held).header.publicKey.isSecurityKey)
    let sealed = KeyFileTests.vector.replacing(Self.plainLine, with: Self.securityLine)
    #expect(sealed != KeyFileTests.vector)
    #expect(throws: CryptoError.self) { try decode(sealed) }
    let artifact = "\"artifact\"\n  ]"
    let uses = "\"code\",\n    \"transport\"\n  ]"
    #expect(try decode(Self.vector.replacing(uses, with: artifact)).header.uses == [.artifact])
    #expect(throws: CryptoError.self) { try decode(held.replacing(uses, with: artifact)) }
  }
}
