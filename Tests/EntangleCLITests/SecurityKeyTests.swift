import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Security keys", .enabled(if: SecurityKeyAgent.isUsable))
struct SecurityKeyTests {
  private let harness: CommandHarness
  /// The public half of another device.
  private static let line =
    "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAINdamAGCsQq31Uv+08lkBzoO"
    + "4XLz2qYjJa8CGmj3B1EaAAAABHNzaDo="

  init() throws {
    harness = try CommandHarness()
    _ = try git("init", "-q", "--initial-branch=main", ".")
  }

  private func git(_ arguments: String...) throws -> String {
    let environment = [
      "PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": harness.home.description,
      "GIT_CONFIG_NOSYSTEM": "1",
    ]
    let result = try ChildProcess(
      "git", arguments, environment: environment, directory: harness.home.description
    ).run()
    try #require(result.isSuccess, "git: \(result.standardError.text)")
    return result.standardOutput.text + result.standardError.text
  }

  private func succeed(_ line: String, _ agent: AgentProcess) throws -> String {
    let result = harness.run(line, environment: agent.environment)
    try #require(result.status == .ok, "\(line): \(result.diagnostics)")
    return result.output
  }

  private func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = harness.home.appending(name)
    try FileSystem.write(bytes, to: path)
    return path.description
  }

  /// Founds the repository with the device's key as the first authority's.
  private func found(_ agent: AgentProcess) throws {
    _ = try git(
      "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "--allow-empty", "-m", "begin")
    _ = try succeed("key agent root --use law", agent)
    _ = try succeed("init --as root --person lena --key root", agent)
  }

  @Test("one signs states and events through the agent; git and ssh-keygen agree")
  func story() throws {
    let agent = try SecurityKeyAgent.start()
    try found(agent)
    #expect(try succeed("key show root", agent).hasPrefix(agent.firstLine + "\nkey id: "))
    _ = try write(Array("\(Self.line) ada's\n".utf8), to: "ada.pub")
    let result = harness.run(
      "principal add lead --kind user --person ada --law \(try leadKey()) --code ada.pub "
        + "--transport ada.pub --as root",
      environment: agent.environment)
    #expect(result.diagnostics.contains("touch the security key of 'root' when it blinks\n"))
    #expect(result.status == .ok)
    #expect(try succeed("verify", agent).hasPrefix("verified: 2 trust states"))
    let allowed = try succeed("key allowed-signers", agent)
    #expect(allowed.contains("lead@entangle.invalid namespaces=\"git\",valid-after=\"2026"))
    #expect(allowed.contains("Z\" \(Self.line)\n"))
    let signers = try write(Array(allowed.utf8), to: "signers")
    #expect(
      try git("-c", "gpg.ssh.allowedSignersFile=\(signers)", "verify-commit", "refs/entangle/trust")
        .hasPrefix("Good \"git\" signature for root@entangle.invalid with ED25519-SK key "))
    try verifyStatement(agent, signers)
  }

  private func leadKey() throws -> String {
    #expect(harness.run("key new lead --use law --no-passphrase").status == .ok)
    return "lead"
  }

  /// Has ssh-keygen check the authority's signature over the statement.
  private func verifyStatement(_ agent: AgentProcess, _ signers: String) throws {
    let names = try git("ls-tree", "-r", "--name-only", "refs/entangle/trust", "signatures/")
    let name = try #require(names.split(separator: "\n").first)
    let signature = try write(
      Array(try git("show", "refs/entangle/trust:\(name)").utf8), to: "statement.sig")
    var child = ChildProcess(
      "ssh-keygen",
      [
        "-Y", "verify", "-f", signers, "-I", "root@entangle.invalid", "-n", "entangle-trust@v1",
        "-s", signature,
      ], environment: ["PATH": "/usr/bin:/bin", "TZ": "UTC"])
    child.standardInput = .bytes(Array(try git("show", "refs/entangle/trust:statement").utf8))
    let result = try child.run()
    #expect(result.isSuccess, "\(result.standardOutput.text)\(result.standardError.text)")
  }

  @Test("a signature without a touch is refused before it is used", arguments: ["0x00", "0x04"])
  func untouched(_ flags: String) throws {
    let agent = try SecurityKeyAgent.start("--flags \(flags)")
    _ = try succeed("key agent root --use law", agent)
    let result = harness.run("init --as root --key root", environment: agent.environment)
    #expect(result.status == .fatal)
    #expect(
      result.diagnostics.contains("entangle: nobody touched the security key 'sk-ssh-ed25519@"))
    #expect(try git("for-each-ref") == "")
  }

  @Test("flags that nobody knows are refused", arguments: ["0x41", "0x81", "0x03"])
  func unknownFlags(_ flags: String) throws {
    let agent = try SecurityKeyAgent.start("--flags \(flags)")
    _ = try succeed("key agent root --use law", agent)
    let result = harness.run("init --as root --key root", environment: agent.environment)
    #expect(result.status == .fatal)
    #expect(result.diagnostics.contains("its signature is not of the key's kind"))
  }

  @Test(
    "a counter must grow from event to event, or never count",
    arguments: [(7, 1, true), (0, 0, true), (7, 0, false), (7, -1, false)])
  func counter(_ start: Int, _ step: Int, _ isTaken: Bool) throws {
    let agent = try SecurityKeyAgent.start("--counter \(start) --step=\(step)")
    let rootKey = "key new root --use law --no-passphrase"
    #expect(harness.run(rootKey).status == .ok)
    _ = try git(
      "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "--allow-empty", "-m", "begin")
    _ = try succeed("init --as root --key root", agent)
    _ = try succeed("key agent lead --use law", agent)
    _ = try succeed("principal add lead --kind user --person ada --law lead --as root", agent)
    _ = try succeed("key new builder --use law --no-passphrase", agent)
    _ = try succeed("principal add builder --kind user --person bo --law builder --as root", agent)
    _ = try write(
      Array(
        """
        {"schema": "entangle/graph@v1", "edges": [
          {"from": "lead", "relation": "delegates", "to": "builder", "enabled": true}
        ], "policies": []}
        """.utf8), to: "graph.json")
    _ = try succeed("graph apply graph.json --as root", agent)
    _ = try succeed("task request --to builder --brief One --as lead", agent)
    let second = harness.run(
      "task request --to builder --brief Two --as lead", environment: agent.environment)
    #expect((second.status == .ok) == isTaken, "\(second.diagnostics)")
    if !isTaken {
      #expect(second.status == .refused)
      #expect(second.diagnostics.contains("entangle: [S104] "))
    }
    #expect(try succeed("verify", agent).hasPrefix("verified: "))
  }

  @Test("one signs no artifacts, and its private half is nowhere to import")
  func refused() throws {
    let agent = try SecurityKeyAgent.start()
    let artifact = harness.run("key agent maker --use artifact", environment: agent.environment)
    #expect(artifact.status == .fatal)
    #expect(artifact.diagnostics.contains("no security key is for 'artifact'"))
    #expect(try succeed("key list", agent) == "")
  }
}

/// The agent of Tests/Oracles.
enum SecurityKeyAgent {
  private static let script = FilePath(#filePath).parent.parent.appending(
    "Oracles/security_key_agent.py")

  /// Whether python has what it needs.
  static let isUsable =
    (try? ChildProcess(
      "/usr/bin/python3", ["-c", "import cryptography"], environment: [:]
    ).run().isSuccess) == true

  /// Starts one; its first line is the public key.
  static func start(_ options: String = "") throws -> AgentProcess {
    try AgentProcess { "env -i /usr/bin/python3 '\(script)' '\($0)' \(options)" }
  }
}
