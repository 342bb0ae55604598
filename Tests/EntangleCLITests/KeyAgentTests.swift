import EntangleCrypto
import EntangleModel
import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

@Suite("Keys that the ssh-agent holds")
struct KeyAgentTests {
  private let harness: CommandHarness
  private let agent: AgentProcess

  init() throws {
    harness = try CommandHarness()
    agent = try AgentProcess()
  }

  private func run(_ line: String) -> CommandResult {
    harness.run(line, environment: agent.environment)
  }

  private func succeed(_ line: String) throws -> String {
    let result = run(line)
    try #require(result.status == .ok, "\(line): \(result.diagnostics)")
    return result.output
  }

  private func git(_ arguments: String...) throws -> String {
    let environment = agent.environment.merging(
      ["HOME": harness.home.description, "GIT_CONFIG_NOSYSTEM": "1", "TZ": "UTC"]
    ) { _, given in given }
    let result = try ChildProcess(
      "git", arguments, environment: environment, directory: harness.home.description
    ).run()
    try #require(result.isSuccess, "git: \(result.standardError.text)")
    return result.standardOutput.text + result.standardError.text
  }

  /// Makes a key of the given type, gives it to the agent, and removes the private half.
  private func add(_ name: String, type: String = "ed25519") throws {
    let path = harness.home.appending(name).description
    try agent.run(
      "ssh-keygen", "-q", "-t", type, "-b", "2048", "-N", "", "-C", "of \(name)", "-f", path)
    try agent.run("ssh-add", "-q", path)
    unlink(path)
  }

  private func publicLine(_ name: String) throws -> String {
    let bytes = try FileSystem.read(harness.home.appending(name + ".pub"), limit: 16_384)
    let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    return "\(words[0]) \(words[1])"
  }

  @Test("what the agent holds is listed, with what the key store calls it")
  func list() throws {
    #expect(try succeed("key agent") == "")
    try add("one")
    try add("two", type: "rsa")
    let made = try succeed("key agent alice --use code --use transport")
    #expect(made.hasPrefix(try publicLine("one") + "\nkey id: "))
    let id = made.dropLast().split(separator: " ").last ?? ""
    #expect(
      try succeed("key agent") == "\(id)  ssh-ed25519  alice  of one\n"
        + "-                                 ssh-rsa      -      of two\n")
    #expect(
      try succeed("key agent --json") == """
        {
          "keys": [
            {
              "comment": "of one",
              "id": "\(id)",
              "kind": "ssh-ed25519",
              "names": [
                "alice"
              ]
            },
            {
              "comment": "of two",
              "kind": "ssh-rsa",
              "names": []
            }
          ],
          "schema": "entangle/key-agent@v1"
        }

        """)
    #expect(
      try succeed("key list")
        == "alice  code,transport  \(id)  2026-01-02T03:04:05Z  agent\n")
    #expect(try succeed("key show alice").hasSuffix("private half: held by the ssh-agent\n"))
    let path = harness.keys.appending("alice.json")
    #expect(try FileSystem.status(path)?.mode == 0o600)
  }

  @Test("of several keys one is chosen by its key id or its file")
  func choice() throws {
    try add("one")
    try add("two")
    let several = run("key agent alice --use code")
    #expect(several.status == .fatal)
    #expect(
      several.diagnostics.hasPrefix("entangle: the ssh-agent holds 2 keys that can sign here\n"))
    let byFile = try succeed("key agent alice --use code --key two.pub")
    #expect(byFile.hasPrefix(try publicLine("two") + "\n"))
    let id = byFile.dropLast().split(separator: " ").last ?? ""
    #expect(try succeed("key agent bob --use code --key \(id)") == byFile)
    let unknown = String(repeating: "0", count: 32)
    #expect(run("key agent eve --use code --key \(unknown)").status == .fatal)
    try agent.run("ssh-add", "-q", "-d", harness.home.appending("one.pub").description)
    let gone = run("key agent eve --use code --key one.pub")
    #expect(gone.diagnostics.hasPrefix("entangle: the ssh-agent does not hold the key 'ssh-ed2"))
    #expect(try succeed("key list").split(separator: "\n").count == 2)
  }

  @Test("a law key that an agent holds is taken with a warning, another one without")
  func warning() throws {
    try add("one")
    #expect(run("key agent alice --use law").diagnostics.hasPrefix("warning: whoever can ask"))
    #expect(run("key agent bob --use code").diagnostics == "")
  }

  @Test("states and events are signed through the agent, and git agrees")
  func story() throws {
    _ = try git("init", "-q", "--initial-branch=main", ".")
    _ = try git(
      "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "--allow-empty", "-m", "begin")
    try add("mine")
    try add("hers")
    _ = try succeed("key agent root --use law --key mine.pub")
    _ = try succeed("key agent lead --use law --key hers.pub")
    _ = try succeed("init --as root --person lena --key root")
    _ = try succeed("principal add lead --kind user --person ada --law lead --as root")
    _ = try succeed("key new builder --use law --no-passphrase")
    _ = try succeed("principal add builder --kind worker --person bo --law builder --as root")
    try writeGraph()
    _ = try succeed("graph apply graph.json --as root")
    _ = try succeed("task request --to builder --brief Now --as lead")
    #expect(try succeed("verify").hasPrefix("verified: "))
    let signers = harness.home.appending("signers")
    try FileSystem.write(Array(try succeed("key allowed-signers").utf8), to: signers)
    let lanes = try git("for-each-ref", "--format=%(refname)", "refs/entangle/")
    #expect(lanes.split(separator: "\n").count == 2)
    for ref in lanes.split(separator: "\n") {
      let said = try git(
        "-c", "gpg.ssh.allowedSignersFile=\(signers)", "verify-commit", String(ref))
      #expect(said.hasPrefix("Good \"git\" signature for "))
    }
  }

  private func writeGraph() throws {
    let text = """
      {"schema": "entangle/graph@v1", "edges": [
        {"from": "lead", "relation": "delegates", "to": "builder", "enabled": true}
      ], "policies": []}
      """
    try FileSystem.write(Array(text.utf8), to: harness.home.appending("graph.json"))
  }

  @Test("manifests are signed through the agent as DSSE has it")
  func plain() throws {
    try add("one")
    _ = try succeed("key agent maker --use artifact")
    let context = harness.context(environment: agent.environment)
    let name = try #require(KeyName("maker"))
    let signer = try Signer.open(named: name, for: .artifact, descriptor: nil, in: context)
    let signature = try signer.signPlain([1, 2, 3], cryptography: context.cryptography)
    let key = signer.publicKey
    #expect(
      context.cryptography.isValidEd25519(
        signature: signature, message: [1, 2, 3], publicKey: key.bytes))
  }

  @Test("a key that the agent holds has no private half to export, and signs what it is for")
  func refused() throws {
    try add("one")
    _ = try succeed("key agent alice --use code")
    let exported = run("key export alice --private --output x")
    #expect(exported.status == .fatal)
    #expect(exported.diagnostics.contains("the ssh-agent holds it"))
    #expect(try FileSystem.status(harness.home.appending("x")) == nil)
    #expect(try succeed("key export alice") == (try publicLine("one")) + " alice\n")
    let context = harness.context(environment: agent.environment)
    let name = try #require(KeyName("alice"))
    #expect(throws: CommandError.self) {
      _ = try Signer.open(named: name, for: .law, descriptor: nil, in: context)
    }
  }

  @Test("a locked agent, one without the key and none at all are refused with the way out")
  func absent() throws {
    try add("one")
    _ = try succeed("key agent alice --use law")
    _ = try git("init", "-q", ".")
    try agent.run("ssh-add", "-q", "-D")
    let removed = run("init --as root --key alice")
    #expect(removed.status == .fatal)
    #expect(
      removed.diagnostics == """
        entangle: the ssh-agent does not hold the key '\(try publicLine("one"))'
        hint: 'ssh-add' gives it keys; while it is locked it holds none ('ssh-add -X')

        """)
    let none = harness.run("init --as root --key alice", environment: ["PATH": "/usr/bin:/bin"])
    #expect(
      none.diagnostics == """
        entangle: no ssh-agent: SSH_AUTH_SOCK names no socket
        hint: is it running? 'ssh-add -l' asks it too

        """)
    let gone = harness.run("key agent", environment: ["SSH_AUTH_SOCK": "/nonexistent/socket"])
    #expect(gone.status == .fatal)
    #expect(gone.diagnostics.hasPrefix("entangle: cannot ask the ssh-agent: "))
    #expect(try git("for-each-ref") == "")
  }

  @Test("an agent that asks its owner is refused where the owner says no")
  func confirmation() throws {
    let path = harness.home.appending("one").description
    try agent.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path)
    // Without a terminal and without a program that asks, nobody can say yes.
    try agent.run("ssh-add", "-q", "-c", path)
    _ = try succeed("key agent alice --use law")
    _ = try git("init", "-q", ".")
    let result = run("init --as root --key alice")
    #expect(result.status == .fatal)
    #expect(result.diagnostics.hasPrefix("entangle: the ssh-agent does not sign with the key '"))
    #expect(try git("for-each-ref") == "")
  }

  @Test(
    "mistakes are refused with the usage line",
    arguments: [
      ("key agent --use code", "missing <name>"), ("key agent --key x", "missing <name>"),
      ("key agent alice", "missing option '--use'"),
      ("key agent Alice --use code", "'Alice' is no name of a key"),
      ("key agent alice --use law --use code", "one key cannot be for"),
    ])
  func mistakes(_ line: String, _ message: String) {
    let result = run(line)
    #expect(result.status == .usage)
    #expect(result.diagnostics.hasPrefix("entangle: " + message))
  }
}
