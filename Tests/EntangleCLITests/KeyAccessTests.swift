import EntangleCrypto
import EntangleModel
import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

@Suite("Passphrases of keys")
struct KeyAccessTests {
  private static let new = "key new alice --use law --kdf interactive"
  private let harness: CommandHarness
  private let name: KeyName

  init() throws {
    harness = try CommandHarness()
    name = try #require(KeyName("alice"))
  }

  private func makeKey(_ passphrase: String) {
    let made = harness.run(Self.new, typing: [passphrase, passphrase])
    #expect(made.status == .ok, "\(made.diagnostics)")
  }

  /// The outcome of opening the key: nil where it opened.
  private func failure(
    _ terminal: ScriptedTerminal, environment: [String: String] = [:], for use: KeyUse? = nil,
    descriptor: Int32? = nil
  ) -> CommandError? {
    let context = harness.context(environment: environment, terminal: terminal)
    do {
      let key = try KeyAccess.open(
        name: name, for: use, in: context, passphraseDescriptor: descriptor)
      #expect(key.publicKey.count == 32)
      return nil
    } catch {
      return error
    }
  }

  @Test("a typed passphrase is asked for twice")
  func typed() {
    let terminal = ScriptedTerminal(["open", "open"])
    #expect(harness.run(Self.new, terminal: terminal).status == .ok)
    #expect(
      terminal.prompts == ["Passphrase for new key 'alice': ", "The same passphrase again: "])
    #expect(harness.run("key list").output.hasSuffix("  protected\n"))
    #expect(failure(ScriptedTerminal(["open"])) == nil)
  }

  @Test("a key is protected by PBKDF2 where that is asked for")
  func pbkdf2() throws {
    let made = harness.run("key new alice --use law --kdf pbkdf2", typing: ["open", "open"])
    #expect(made.status == .ok)
    let file = try FileSystem.read(harness.keys.appending("alice.json"), limit: 1 << 16)
    let text = String(decoding: file, as: UTF8.self)
    #expect(text.contains("\"iterations\": 600000,\n    \"kdf\": \"pbkdf2-hmac-sha256\""))
    #expect(failure(ScriptedTerminal(["open"])) == nil)
  }

  @Test("passphrases that differ are asked for again, three times at most")
  func differing() {
    #expect(harness.run(Self.new, typing: ["a", "b", "c", "d", "e", "f"]).status == .fatal)
    #expect(harness.run("key list").output == "")
    #expect(harness.run(Self.new, typing: ["a", "b", "c", "c"]).status == .ok)
    #expect(failure(ScriptedTerminal(["c"])) == nil)
  }

  @Test("an empty passphrase is refused")
  func empty() throws {
    #expect(
      harness.run(Self.new, typing: [""]).diagnostics == """
        entangle: cannot protect key 'alice': empty passphrase
        hint: with '--no-passphrase' whoever can read the key file can use the key

        """)
    #expect(try FileSystem.status(harness.keys) == nil)
  }

  @Test("a person has three tries to open a key")
  func tries() {
    makeKey("open")
    let patient = ScriptedTerminal(["x", "y", "open"])
    #expect(failure(patient) == nil)
    #expect(patient.prompts.count == 3)
    let wrong = ScriptedTerminal(["x", "y", "z", "open"])
    #expect(failure(wrong) == CommandError(CryptoError.wrongPassphrase(name)))
    #expect(wrong.prompts.count == 3)
  }

  @Test("a passphrase comes from the file that the environment names, with one try")
  func file() throws {
    let path = harness.home.appending("passphrase")
    let environment = ["ENTANGLE_PASSPHRASE_FILE": path.description]
    try FileSystem.write(Array("open\n".utf8), to: path, mode: 0o600)
    #expect(harness.run(Self.new, environment: environment).status == .ok)
    #expect(failure(ScriptedTerminal([]), environment: environment) == nil)
    try FileSystem.write(Array("shut\n".utf8), to: path, mode: 0o600)
    let wrong = CommandError(CryptoError.wrongPassphrase(name))
    #expect(failure(ScriptedTerminal([]), environment: environment) == wrong)
    #expect(chmod(path.description, 0o640) == 0)
    #expect(
      failure(ScriptedTerminal([]), environment: environment)?.hint == "chmod 600 '\(path)'")
  }

  @Test("a passphrase comes from a descriptor, before all else")
  func descriptor() throws {
    makeKey("open")
    for (text, isRight) in [("open\n", true), ("shut", false)] {
      var ends: [Int32] = [-1, -1]
      #expect(pipe(&ends) == 0)
      #expect(write(ends[1], text, text.utf8.count) == text.utf8.count)
      close(ends[1])
      defer { close(ends[0]) }
      let found = failure(
        ScriptedTerminal([]), environment: ["ENTANGLE_PASSPHRASE_FILE": "/nowhere"],
        descriptor: ends[0])
      #expect((found == nil) == isRight)
    }
  }

  @Test("a key is refused for what it is not made for, before it is opened")
  func use() {
    makeKey("open")
    #expect(failure(ScriptedTerminal(["open"]), for: .law) == nil)
    let terminal = ScriptedTerminal(["open"])
    #expect(failure(terminal, for: .code)?.message == "key 'alice' is not for 'code'")
    #expect(terminal.prompts == [])
  }

  @Test("giving up at the terminal is fatal")
  func cancelled() {
    makeKey("open")
    #expect(failure(ScriptedTerminal([]))?.status == .fatal)
  }
}
