import EntangleModel
import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

@Suite("Keys from and to OpenSSH")
struct KeyTransferTests {
  private let harness: CommandHarness

  init() throws {
    harness = try CommandHarness()
  }

  private func sshKeygen(_ arguments: String...) throws -> String {
    let child = ChildProcess(
      "ssh-keygen", arguments, environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"])
    return try child.run().standardOutput.text
  }

  private func content(_ name: String) throws -> String {
    String(
      decoding: try FileSystem.read(harness.home.appending(name), limit: 1 << 16), as: UTF8.self)
  }

  @Test("what ssh-keygen makes is imported, and protected anew")
  func importing() throws {
    let path = harness.home.appending("id").description
    _ = try sshKeygen("-q", "-t", "ed25519", "-N", "", "-C", "me", "-f", path)
    let line = try content("id.pub").split(separator: " ").prefix(2).joined(separator: " ")
    let made = harness.run(
      "key import alice id --use code --kdf interactive", typing: ["open", "open"])
    #expect(made.status == .ok, "\(made.diagnostics)")
    #expect(made.output.hasPrefix(line + "\nkey id: "))
    #expect(harness.run("key show alice").output.contains("use: code\n"))
    #expect(harness.run("key list").output.hasSuffix("  protected\n"))
    #expect(try sshKeygen("-y", "-f", path) == line + " me\n")
  }

  @Test("what is exported, ssh-keygen reads, and it signs the same")
  func exporting() throws {
    let line = harness.run("key new alice --use code --no-passphrase").output.split(
      separator: "\n")[0]
    let exported = harness.run("key export alice --private --output alice")
    #expect(exported.status == .ok)
    #expect(exported.output == "")
    let path = harness.home.appending("alice")
    #expect(try FileSystem.status(path)?.mode == 0o600)
    #expect(try sshKeygen("-y", "-f", path.description) == line + " alice\n")
    #expect(harness.run("key import bob alice --use code --no-passphrase").status == .ok)
    #expect(harness.run("key show bob").output.hasPrefix(line + "\n"))
  }

  @Test("the public half is what is exported unless somebody says otherwise")
  func publicHalf() throws {
    let line = harness.run("key new alice --use code --no-passphrase").output.split(
      separator: "\n")[0]
    #expect(harness.run("key export alice").output == line + " alice\n")
    #expect(harness.run("key export alice --output alice.pub").output == "")
    #expect(try content("alice.pub") == line + " alice\n")
    #expect(try FileSystem.status(harness.home.appending("alice.pub"))?.mode == 0o600)
  }

  @Test("a passphrase is needed to export a protected key, and not asked for in vain")
  func protected() throws {
    _ = harness.run("key new alice --use law --kdf interactive", typing: ["open", "open"])
    let wrong = harness.run("key export alice --private --output a", typing: ["x", "y", "z"])
    #expect(wrong.status == .fatal)
    #expect(try FileSystem.status(harness.home.appending("a")) == nil)
    let right = harness.run("key export alice --private --output a", typing: ["open"])
    #expect(right.status == .ok)
    let terminal = ScriptedTerminal(["open"])
    let before = try content("a")
    let again = harness.run("key export alice --private --output a", terminal: terminal)
    #expect(again.status == .fatal)
    #expect(terminal.prompts == [])
    #expect(harness.run("key export alice --output a").status == .fatal)
    #expect(try content("a") == before)
  }

  @Test(
    "mistakes are refused with the usage line, and make nothing",
    arguments: [
      ("key import alice --use law", "missing <file>"),
      ("key import alice id", "missing option '--use'"),
      ("key import Alice id --use law", "'Alice' is no name of a key"),
      ("key export alice --private", "'--private' needs '--output'"),
      ("key export alice --passphrase-fd 3", "'--passphrase-fd' is for '--private'"),
    ])
  func mistakes(_ line: String, _ message: String) throws {
    let result = harness.run(line)
    #expect(result.status == .usage)
    #expect(result.diagnostics.hasPrefix("entangle: " + message))
    #expect(try FileSystem.status(harness.keys) == nil)
  }

  @Test("an encrypted file, an open one and one that is no key are refused with the way out")
  func refused() throws {
    let path = harness.home.appending("id")
    _ = try sshKeygen("-q", "-t", "ed25519", "-N", "secret", "-a", "1", "-f", path.description)
    let encrypted = harness.run("key import alice id --use law --no-passphrase")
    #expect(encrypted.status == .fatal)
    #expect(
      encrypted.diagnostics == """
        entangle: the private key in '\(path)' is encrypted
        hint: copy it, take the passphrase off the copy with 'ssh-keygen -p', and import that

        """)
    #expect(chmod(path.description, 0o644) == 0)
    let open = harness.run("key import alice id --use law --no-passphrase")
    #expect(open.diagnostics.hasSuffix("hint: chmod 600 '\(path)'\n"))
    for mode in [0o644, 0o600] as [mode_t] {
      #expect(chmod(harness.home.appending("id.pub").description, mode) == 0)
      let other = harness.run("key import alice id.pub --use law --no-passphrase")
      #expect(
        other.diagnostics
          == "entangle: '\(path).pub' is a public key\nhint: name its private half, '\(path)'\n")
    }
    try FileSystem.write(Array("text".utf8), to: harness.home.appending("text"), mode: 0o600)
    let other = harness.run("key import alice text --use law --no-passphrase")
    #expect(other.diagnostics.contains("it is no OpenSSH private key"))
    #expect(harness.run("key import alice nothing --use law --no-passphrase").status == .fatal)
    #expect(try FileSystem.status(harness.keys) == nil)
  }
}
