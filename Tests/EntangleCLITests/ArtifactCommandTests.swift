import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Artifact commands")
struct ArtifactCommandTests {
  private let governed: GovernedHarness
  private let task: String
  private let result: String

  /// A runner has copied the beginning of a file in its sandbox.
  private static let prepared = Result {
    try PreparedHome(hasBaseline: true) { governed in
      try governed.enrol("lead", "user")
      try governed.succeed("key new runner --use law --no-passphrase")
      try governed.succeed("key new seal --use artifact --no-passphrase")
      try governed.succeed(
        "principal add runner --kind runner --person rita --law runner --artifact seal")
      try governed.succeed("graph apply \(governed.graph(["lead delegates runner"]))")
      let task = try governed.succeed(
        "task request --to runner --brief Copy --output out -- dd if=file of=out bs=5 count=1",
        as: "lead")
      let result = try governed.succeed("run --quiet \(task)", as: "runner")
      return (task, result)
    }
  }

  init() throws {
    let prepared = try Self.prepared.get()
    governed = try GovernedHarness(prepared)
    (task, result) = prepared.notes
  }

  private var name: String { "\(task)/runner/1" }
  private var ref: String { "refs/entangle/artifacts/\(name)" }

  /// The artifact's commit with another file among its outputs.
  private func swapped(_ text: String) throws -> String {
    try governed.write(text, to: "other")
    let blob = try governed.git("hash-object -w other")
    try governed.git("read-tree \(ref)")
    try governed.git("update-index --add --cacheinfo 100644,\(blob),outputs/out")
    let tree = try governed.git("write-tree")
    return try governed.git("commit-tree -p \(ref)^ -m swapped \(tree)")
  }

  @Test("what runners made is listed by task")
  func list() throws {
    let commit = try governed.git("rev-parse --short=10 \(ref)")
    #expect(
      try governed.succeed("artifact list")
        == "\(task.prefix(10))/runner/1  \(commit)  1 file, 5 bytes  counts")
    #expect(try governed.succeed("artifact list --task \(task.prefix(8))").hasSuffix("counts"))
    let other = try governed.succeed(
      "task request --to runner --brief x --output y -- true", as: "lead")
    #expect(try governed.succeed("artifact list --task \(other)") == "")
    let json = try governed.succeed("artifact list --json")
    #expect(json.contains("\"schema\": \"entangle/artifact-list@v1\""))
    #expect(json.contains("\"event\": \"\(result)\""))
    #expect(json.contains("\"standing\": \"accepted\""))
  }

  @Test("what a command in another language takes and prints can be read")
  func letters() throws {
    func readable(_ line: String) -> String {
      governed.harness.run(
        line, environment: ["LC_ALL": "C.UTF-8"], terminal: ScriptedTerminal([])
      ).output
    }
    let name = "grüße-\u{202e}你好"
    let task = try governed.succeed(
      "task request --to runner --brief x --output out -- cp file \(name)/x", as: "lead")
    let failed = governed.run("run --quiet \(task)", as: "runner")
    let result = String(failed.output.prefix { $0 != "\n" })
    let shown = readable("show \(result)")
    #expect(shown.contains("grüße-\\xe2\\x80\\xae你好"), "\(failed) \(shown)")
    #expect(governed.run("show \(result)").output.contains("gr\\xc3\\xbc\\xc3\\x9fe-"))
    let other = try governed.succeed(
      "task request --to runner --brief x --output ü -- cp file ü", as: "lead")
    try governed.succeed("run --quiet \(other)", as: "runner")
    let artifact = readable("artifact show \(other)/runner/1")
    #expect(artifact.contains("command: cp file ü\n") && artifact.hasSuffix("  \\xc3\\xbc\n"))
  }

  @Test("why a task failed is told, and shown with the task")
  func failures() throws {
    func fails(_ words: String) throws -> (told: String, shown: String) {
      let task = try governed.succeed(
        "task request --to runner --brief x --output y \(words)", as: "lead")
      let result = governed.run("run --quiet \(task)", as: "runner")
      #expect(result.status == .refused)
      return (result.diagnostics, try governed.succeed("task show \(task)"))
    }
    let (told, shown) = try fails("-- false")
    #expect(told.hasPrefix("the task failed: the command exited with 1\nhint: 'entangle show "))
    #expect(shown.contains("\nfailed, with runner: the command exited with 1\n"))
    #expect(try fails("--timeout 1 -- sleep 9").told.contains("the command took longer than 1 s\n"))
    #expect(try fails("-- nosuch").told.contains("exited with 127: there is no such program\n"))
    #expect(try fails("-- true").told.contains("'y'"))
  }

  @Test("show tells what the manifest says")
  func show() throws {
    let text = try governed.succeed("artifact show \(task.prefix(6))/runner/1")
    for line in [
      "runner: runner", "attempt: 1", "command: dd if=file of=out bs=5 count=1", "ref: \(ref)",
      "cited by: task.result \(result), counts",
    ] {
      #expect(text.split(separator: "\n").contains { $0 == line }, "\(line) in \(text)")
    }
    let digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    #expect(text.hasSuffix("\n1 file:\n\(digest)  100644  5  out"))
    let json = try governed.succeed("artifact show --json \(ref)")
    #expect(json.contains("\"sha256\": \"\(digest)\""))
    #expect(json.contains("\"dd\","))
    #expect(json.contains("\"mode\": "))
  }

  @Test("an artifact is verified by each of its names")
  func verified() throws {
    let commit = try governed.git("rev-parse \(ref)")
    for text in [name, ref, commit, String(commit.prefix(9))] {
      let output = try governed.succeed("artifact verify \(text)")
      #expect(output.hasPrefix("verified: artifact \(name)\n"))
      #expect(output.hasSuffix("  result     task.result \(result), counts"))
    }
    let json = try governed.succeed("artifact verify --json \(name) \(commit)")
    #expect(json.contains("\"state\": \"same\""))
    #expect(json.split(separator: "\n").filter { $0.contains("\"part\": ") }.count == 10)
  }

  @Test("of a key that has ended since, the signature says so")
  func endedKey() throws {
    let before = try governed.succeed("artifact verify \(name)")
    let key = try #require(before.firstMatch(of: #/artifact key ([0-9a-f]{32}) of runner\n/#))
      .output.1
    try governed.succeed("key revoke runner \(key) --reason compromised")
    let after = try governed.succeed("artifact verify \(name)")
    #expect(after.contains(" of runner, which is revoked as compromised, at 20"))
    #expect(after.hasSuffix(", counts"))
    let json = try governed.succeed("artifact verify --json \(name)")
    #expect(json.contains("\"detail\": \"the key is revoked as compromised, at 20"))
  }

  @Test("a file that was swapped is named, and the original still stands")
  func swap() throws {
    let original = try governed.git("rev-parse \(ref)")
    let forged = try swapped("jello\n")
    try governed.git("update-ref \(ref) \(forged)")
    let refused = governed.run("artifact verify \(name)")
    #expect(refused.status == .refused)
    #expect(refused.output.hasPrefix("refused: artifact \(name)\n  commit     \(forged)\n"))
    #expect(refused.output.contains("\n  changed: 'out': SHA-256 "))
    #expect(refused.output.contains("none names it, so it does not count"))
    #expect(refused.output.contains("[R106]"))
    #expect(governed.run("artifact verify \(original)").status == .ok)
    let both = governed.run("artifact verify --json \(original) \(forged)")
    #expect(both.status == .refused)
    let list = governed.run("artifact list")
    #expect(list.status == .refused && list.output.contains("  no result\n"))
    #expect(list.output.contains("  counts, not at its ref\n"))
  }

  @Test("an output that is not there leaves it open")
  func missing() throws {
    let blob = try governed.git("rev-parse \(ref):outputs/out")
    let path = governed.harness.home.appending(".git/objects")
      .appending("\(blob.prefix(2))/\(blob.dropFirst(2))")
    #expect(try FileSystem.remove(path))
    let result = governed.run("artifact verify \(name)")
    #expect(result.status == .undecided)
    #expect(result.output.contains("  files      undecided: \(blob) is not in the object database"))
    #expect(result.output.contains("[O101]"))
  }

  @Test("nothing is verified without a trust root, and names that mean nothing are told")
  func unknown() throws {
    for text in ["0000", "\(task)/runner/2", "\(task)/lead/1", "refs/entangle/artifacts/x", "a/b"] {
      let result = governed.run("artifact show \(text)")
      #expect(result.status == .fatal && result.output == "")
      #expect(result.diagnostics.hasPrefix("entangle: '\(text)' names no artifact\nhint: "))
    }
    #expect(governed.run("artifact verify").status == .usage)
    try governed.git("clone -q --mirror . mirror.git")
    let unpinned = governed.run("artifact verify --repository mirror.git \(name)")
    #expect(unpinned.status == .undecided && unpinned.output.contains("[T101]"))
  }

  @Test("a run is taken back as a whole, artifact and all")
  func withdrawn() throws {
    let accept = try governed.succeed("log --kind task.accept -n 1").prefix(10)
    let withdrawn = try governed.succeed("event withdraw \(accept)")
    #expect(withdrawn.hasPrefix(result))
    #expect(withdrawn.split(separator: "\n").last?.hasPrefix(accept) == true)
    #expect(try governed.succeed("artifact list") == "")
    #expect(governed.run("verify").status == .ok)
    try governed.succeed("run --quiet \(task)", as: "runner")
  }
}
