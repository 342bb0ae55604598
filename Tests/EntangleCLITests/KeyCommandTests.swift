import EntangleCrypto
import EntangleModel
import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

@Suite("Key commands")
struct KeyCommandTests {
  private let harness: CommandHarness

  init() throws {
    harness = try CommandHarness()
  }

  @Test("a new key is printed, stored privately, listed and shown")
  func newKey() throws {
    let made = harness.run("key new alice --use code --use transport --no-passphrase")
    #expect(made.status == .ok)
    #expect(made.diagnostics == "")
    let lines = made.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"))
    #expect(lines[1].hasPrefix("key id: "))
    let status = try FileSystem.status(harness.keys.appending("alice.json"))
    #expect(status?.mode == 0o600)
    let id = lines[1].dropFirst("key id: ".count)
    #expect(
      harness.run("key list").output == "alice  code,transport  \(id)  2026-01-02T03:04:05Z  -\n")
    #expect(
      harness.run("key show alice").output == made.output + """
        use: code,transport
        created: 2026-01-02T03:04:05Z
        private half: in the key file, open

        """)
  }

  @Test("ssh-keygen reads the public line and finds the same digest")
  func sshKeygen() throws {
    let made = harness.run("key new alice --use law --no-passphrase").output.split(separator: "\n")
    let path = harness.home.appending("alice.pub")
    try FileSystem.write(Array("\(made[0])\n".utf8), to: path)
    let child = ChildProcess(
      "ssh-keygen", ["-l", "-E", "sha256", "-f", path.description],
      environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"])
    let text = try child.run().standardOutput.text
    // 256 SHA256:<unpadded base64> no comment (ED25519)
    let fingerprint = try #require(text.split(separator: " ").dropFirst().first).dropFirst(7)
    let digest = try #require(Base64.decode(Array((fingerprint + "=").utf8)))
    #expect(made[1] == "key id: " + Hex.encode(digest).prefix(32))
  }

  @Test("JSON is canonical and names its schema")
  func json() throws {
    let made = harness.run("key new alice --use law --no-passphrase --json").output
    #expect(harness.run("key show --json alice").output == made)
    guard case .object(let key) = try JSONValue(canonical: Array(made.utf8)) else {
      Issue.record("no object")
      return
    }
    #expect(key["schema"] == .string("entangle/key-show@v1"))
    #expect(key["use"] == .array([.string("law")]))
    #expect(key["protected"] == .bool(false))
    let list = try JSONValue(canonical: Array(harness.run("key list --json").output.utf8))
    let members = key.filter { $0.key != "schema" }
    #expect(
      list
        == .object([
          "schema": .string("entangle/key-list@v1"), "keys": .array([.object(members)]),
        ]))
  }

  @Test("no key store is no key")
  func noStore() {
    let empty = CommandResult(status: .ok, output: "", diagnostics: "")
    #expect(harness.run("key list") == empty)
    #expect(harness.run("key list --json").output.contains("\"keys\": []"))
  }

  @Test("a name that is taken is refused before a passphrase is asked for")
  func existing() throws {
    _ = harness.run("key new alice --use law --no-passphrase")
    let path = harness.keys.appending("alice.json")
    let before = try FileSystem.read(path, limit: 1 << 16)
    let terminal = ScriptedTerminal(["a", "a"])
    let result = harness.run("key new alice --use code", terminal: terminal)
    #expect(result.status == .fatal)
    #expect(result.diagnostics.hasPrefix("entangle: a key 'alice' is in '"))
    #expect(result.diagnostics.hasSuffix("hint: choose another name; keys are never overwritten\n"))
    #expect(terminal.prompts == [])
    #expect(try FileSystem.read(path, limit: 1 << 16) == before)
  }

  @Test(
    "mistakes are refused with the usage line, and make nothing",
    arguments: [
      ("key new Alice --use law", "'Alice' is no name of a key"),
      ("key new ../x --use law", "'../x' is no name of a key"),
      ("key new x --use laws", "unknown use 'laws'"),
      ("key new x", "missing option '--use'"),
      ("key new --use law", "missing <name>"),
      ("key new x --use law --use code", "one key cannot be for 'code' and 'law'"),
      ("key new x --use artifact --use transport", "one key cannot be for 'artifact' and"),
      ("key new x --use law --kdf weak", "unknown cost 'weak'"),
      ("key new x --use law --passphrase-fd one", "option '--passphrase-fd' needs a number"),
      ("key new x --use law --passphrase-fd=-1", "option '--passphrase-fd' needs a number"),
      ("key new x --use law --no-passphrase --kdf moderate", "'--no-passphrase' and '--kdf'"),
      ("key new x --use law --no-passphrase --passphrase-fd 3", "'--no-passphrase' and '--pass"),
      ("key show X", "'X' is no name of a key"),
    ])
  func mistakes(_ line: String, _ message: String) throws {
    let result = harness.run(line)
    #expect(result.status == .usage)
    #expect(result.output == "")
    #expect(result.diagnostics.hasPrefix("entangle: " + message))
    #expect(result.diagnostics.contains("\nusage: entangle key "))
    #expect(try FileSystem.status(harness.keys) == nil)
  }

  @Test("a key that is not there is fatal, with a way out")
  func missing() {
    let result = harness.run("key show nobody")
    #expect(result.status == .fatal)
    #expect(result.diagnostics.hasPrefix("entangle: no key 'nobody' in '"))
    #expect(result.diagnostics.contains("\nhint: 'entangle key list' shows"))
  }

  @Test("a key that others may read is not used")
  func badPermissions() throws {
    _ = harness.run("key new alice --use law --no-passphrase")
    _ = harness.run("key new bob --use law --no-passphrase")
    let path = harness.keys.appending("alice.json")
    #expect(chmod(path.description, 0o644) == 0)
    let shown = harness.run("key show alice")
    #expect(shown.status == .fatal)
    #expect(shown.diagnostics.contains("permissions 0644 of '\(path)'"))
    #expect(shown.diagnostics.hasSuffix("hint: chmod 600 '\(path)'\n"))
    let listed = harness.run("key list")
    #expect(listed.status == .fatal)
    #expect(listed.output.hasPrefix("bob  law  "))
    #expect(listed.diagnostics == shown.diagnostics)
    #expect(harness.run("key list --json").output == "")
  }

  @Test("a damaged key file stops only what needs that key")
  func damaged() throws {
    let governed = try GovernedHarness(hasBaseline: true)
    try governed.enrol("lead", "user")
    let store = governed.harness.keys
    try FileSystem.write(Array("{}".utf8), to: store.appending("aged.json"), mode: 0o600)
    let asked = governed.run("principal suspend lead")
    #expect(asked.status == .ok)
    let warning = "warning: key 'aged' is passed over: damaged key file '\(store)/aged.json': "
    #expect(asked.diagnostics.hasPrefix(warning))
    #expect(asked.diagnostics.split(separator: "\n").count == 1)
    #expect(governed.run("key show root").diagnostics == "")
    let named = governed.run("key show aged")
    #expect(named.status == .fatal && named.diagnostics.hasPrefix("entangle: damaged key file '"))
    try FileSystem.write(
      Array("{}".utf8), to: store.appending("root.json"), mode: 0o600, existing: .replace)
    let needed = governed.run("principal resume lead")
    #expect(needed.status == .fatal)
    #expect(
      needed.diagnostics.hasSuffix(
        "entangle: no law key of 'root' is in the key store\n"
          + "hint: it may be 'aged', 'root', which cannot be read\n"))
  }

  @Test("a key store that others may write to is not used")
  func badDirectory() {
    _ = harness.run("key new alice --use law --no-passphrase")
    #expect(chmod(harness.keys.description, 0o777) == 0)
    for line in ["key list", "key show alice", "key new bob --use law --no-passphrase"] {
      let result = harness.run(line)
      #expect(result.status == .fatal)
      #expect(result.diagnostics.hasSuffix("hint: chmod 700 '\(harness.keys)'\n"))
    }
  }

  @Test("without a home there is no key store")
  func noHome() {
    let result = harness.run("key list", environment: ["HOME": "", "XDG_DATA_HOME": "keys"])
    #expect(result.status == .fatal)
    #expect(result.diagnostics.hasPrefix("entangle: cannot find key store 'HOME'"))
  }
}
