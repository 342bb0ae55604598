import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Slips at the founding, and names that cannot be")
struct FoundingSlipTests {
  private let governed: GovernedHarness

  init() throws {
    governed = try GovernedHarness(hasBaseline: true)
  }

  private func path(_ name: String) -> String {
    governed.harness.home.appending(name).description
  }

  /// Stores HEAD with something behind its message; gives its name.
  private func commit(endedBy end: [UInt8], in folder: String? = nil) throws -> String {
    let head = try governed.git("cat-file commit HEAD")
    try FileSystem.write(
      Array("\(head)\n".utf8) + end, to: governed.harness.home.appending("commit"), mode: 0o600)
    return try governed.git("hash-object --literally -t commit -w \(path("commit"))", in: folder)
  }

  @Test("a branch that cannot be part of the baseline is named; that of a remote is left out")
  func branches() throws {
    try governed.git("init -q --initial-branch=main other")
    try governed.git("fetch -q \(path("")) main:main --update-head-ok", in: "other")
    let odd = try commit(endedBy: [0x61, 0, 0x0a], in: "other")
    try governed.git("update-ref refs/heads/legacy \(odd)", in: "other")
    let refused = governed.run("init --as root --key root", in: "other")
    #expect(refused.status == .fatal)
    #expect(
      refused.diagnostics
        == "entangle: the branch 'legacy' cannot be part of the baseline: cannot name '\(odd)': "
        + "\(odd) is not a well-formed commit\nhint: commit on it anew; or 'git tag <name> legacy' "
        + "keeps it, and 'git branch -D legacy' takes it away\n")
    try governed.git("update-ref -d refs/heads/legacy", in: "other")
    try governed.git("remote add origin \(path(""))", in: "other")
    try governed.git("update-ref refs/remotes/origin/legacy \(odd)", in: "other")
    let founded = governed.run("init --as root --key root", in: "other")
    #expect(founded.status == .ok)
    #expect(
      founded.diagnostics.hasPrefix(
        "warning: the remote's branch 'legacy' cannot be part of the baseline, and is left out: "))
  }

  @Test("a recovery set that is too small")
  func recovery() throws {
    try governed.succeed("key new safe --use law --no-passphrase")
    try governed.git("init -q other")
    let result = governed.run(
      "init --as root --key root --recovery safe --recovery-threshold 2", in: "other")
    #expect(result.status == .refused)
    #expect(result.diagnostics.contains("[T109] the threshold is out of range: 2 of 1 keys"))
    #expect(result.diagnostics.contains("\nhint: 'entangle init --recovery-threshold <n>' takes"))
  }

  @Test("a tenant is called a tenant")
  func tenant() {
    let result = governed.run("init --as root --key root --tenant A_B!")
    #expect(result.diagnostics.hasPrefix("entangle: 'A_B!' is no name of a tenant\n"))
  }

  @Test("the input of a task, by its message, and one that is too large")
  func input() throws {
    try governed.enrol("lead", "user")
    try governed.enrol("builder", "worker")
    try governed.graph(["lead delegates builder"])
    try governed.succeed("graph apply graph.json")
    let asked = try governed.succeed(
      "task request --to builder --brief x --input :/begin", as: "lead")
    #expect(try governed.succeed("show \(asked)").contains(try governed.git("rev-parse HEAD")))
    let large = try commit(endedBy: Array(repeating: 0x78, count: 1 << 20))
    let result = governed.run(
      "task request --to builder --brief x --input \(large)", as: "lead")
    #expect(result.status == .fatal)
    let told = "entangle: cannot name '\(large)': object '\(large)' is too large: "
    #expect(result.diagnostics.hasPrefix(told))
  }

  @Test("a task that has failed as often as it may is asked for anew")
  func attempts() throws {
    try governed.enrol("lead", "user")
    try governed.enrol("builder", "worker")
    try governed.graph(["lead delegates builder"])
    try governed.succeed("graph apply graph.json")
    let task = try governed.succeed("task request --to builder --brief x", as: "lead")
    for _ in 1...20 {
      try governed.succeed("task accept \(task)", as: "builder")
      try governed.succeed("task result \(task) --failed", as: "builder")
    }
    let result = governed.run("task accept \(task)", as: "builder")
    #expect(
      result.diagnostics
        == "entangle: [W102] the task is not in a state for it: it has failed as often as it may, 20 times\n"
        + "hint: ask for the work anew, with 'entangle task request'\n")
  }
}
