import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Slips that are easily made")
struct SlipTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness()
    governed = stage.governed
  }

  /// What is told of a command line that fails, with the status.
  private func told(_ line: String, as principal: String = "root", _ status: ExitStatus) -> String {
    let result = governed.run(line, as: principal)
    #expect(result.status == status && result.output == "", "\(line)")
    return result.diagnostics
  }

  @Test("one half of a key pair where the other is wanted")
  func halves() throws {
    let code = governed.codeKey
    #expect(
      told("key rotate builder --code \(code)", .fatal)
        == "entangle: '\(code)' is a private key\nhint: name its public half, '\(code).pub'\n")
    #expect(
      told("key import mine \(code).pub --use code", .fatal)
        == "entangle: '\(code).pub' is a public key\nhint: name its private half, '\(code)'\n")
    #expect(
      told("key rotate builder --law nokey", .fatal)
        == "entangle: there is neither a key 'nokey' in the key store nor a file "
        + "'\(governed.harness.home.appending("nokey"))'\nhint: 'entangle key list' shows the keys "
        + "there are, 'entangle key new' makes one\n")
  }

  @Test(
    "somebody whom nobody enrolled",
    arguments: [
      ("lead", "task request --to biulder --brief x"),
      ("lead", "task request --to biulder --brief x --output y -- true"),
      ("lead", "ask --to biulder -m x"), ("lead", "connect biulder"),
      ("lead", "introduce lead --to biulder -m x"),
    ])
  func nobody(_ principal: String, _ line: String) {
    #expect(
      told(line, as: principal, .refused).hasPrefix("entangle: [K101] 'biulder' is not enrolled\n"))
  }

  @Test("an approver whom nobody enrolled")
  func noApprover() throws {
    let proposal = try stage.propose("One")
    let line = "approval request \(proposal) --approver reveiwer --approver reviewer"
    #expect(
      told(line, as: "builder", .refused)
        .hasPrefix("entangle: [K101] 'reveiwer' is not enrolled\n"))
  }

  @Test("a ban of nobody, and one that is not there or was lifted")
  func bans() throws {
    #expect(
      told("deny add nobody --reason flood", .refused)
        == "entangle: [D107] there is no principal 'nobody'\nhint: entangle principal list\n")
    let hint = "\nhint: entangle deny list --all\n"
    #expect(told("deny lift 99", .refused) == "entangle: [D109] no ban has the number 99" + hint)
    try governed.succeed("deny add builder --reason flood")
    try governed.succeed("deny lift 1")
    #expect(
      told("deny lift 1", .refused)
        == "entangle: [D109] ban 1 was lifted already, by entry 2" + hint)
    #expect(told("deny lift 2", .refused) == "entangle: [D109] no ban has the number 2" + hint)
  }

  @Test("a ban of a key that signs neither events nor push certificates")
  func banOfOtherKey() throws {
    for (name, use) in [("robin", "law"), ("robin-artifacts", "artifact")] {
      try governed.succeed("key new \(name) --use \(use) --no-passphrase")
    }
    try governed.succeed(
      "principal add robin --kind runner --person rr --law robin --artifact robin-artifacts")
    let shown = try governed.succeed("principal show robin").split(separator: "\n")
    let line = try #require(shown.first { $0.contains("artifact") }).split(separator: " ")
    let key = try #require(line.first { $0.utf8.count == 32 })
    #expect(
      told("deny add robin/\(key) --reason compromised", .refused)
        == "entangle: a ban of 'robin/\(key)' would bar nobody: the key signs neither events nor push "
        + "certificates\nhint: 'entangle key revoke robin \(key)' ends it; a ban of 'robin' bars all his logins\n"
    )
  }

  @Test("a proposal of nothing")
  func nothing() throws {
    let tip = try stage.tip("HEAD").prefix(10)
    #expect(
      told("propose --ref main -m x", as: "builder", .refused)
        == "entangle: [W108] there is nothing to propose: 'HEAD' is where the change would start, "
        + "'\(tip)'\nhint: commit first, or say --head\n")
  }

  @Test("a ref where the repository comes first")
  func ref() throws {
    #expect(
      told("verify main", .fatal)
        == "entangle: 'main' is a ref, and the repository comes first\n"
        + "hint: entangle verify . main\n")
    #expect(
      told("verify refs/entangle/trust main", .fatal)
        .hasSuffix("\nhint: entangle verify . refs/entangle/trust main\n"))
    #expect(!told("verify nowhere", .fatal).contains("is a ref"))
    // The way out is one from below as well, and where a file has the name.
    let governed = stage.governed
    let folder = governed.harness.home.appending("below")
    try FileSystem.createDirectory(folder)
    for isThere in [false, true] {
      if isThere {
        try FileSystem.write(Array("x".utf8), to: folder.appending("main"), mode: 0o600)
      }
      let result = governed.run("verify main", in: "below")
      #expect(result.diagnostics.hasSuffix("\nhint: entangle verify . main\n"), "\(result)")
      #expect(governed.run("verify . main", in: "below").status == .ok)
      #expect(governed.run("why main", in: "below").status == .ok)
    }
  }

  @Test("a command of which nothing is kept")
  func outputs() throws {
    #expect(
      told("task request --to builder --brief x -- true", as: "lead", .usage)
        .hasPrefix("entangle: missing option '--output': nothing else of a command's is kept\n"))
  }

  @Test(
    "a graph file that is no JSON",
    arguments: [
      ("{ x", "line 1, byte 3 cannot stand there"),
      ("{\n\"a\":\n 1,}", "line 3, byte 4 cannot stand there"),
      ("{\n", "it breaks off in line 2"), ("{\"a\": 1, \"a\": 2}", "the member 'a' stands twice"),
      (String(repeating: "[", count: 99), "nested too deep"),
    ])
  func graph(_ text: String, _ detail: String) throws {
    let file = governed.harness.home.appending(try governed.write(text, to: "broken.json"))
    #expect(
      told("graph apply broken.json", .fatal).hasPrefix(
        "entangle: '\(file)': not JSON: \(detail)\n"))
  }

  @Test(
    "a word that is none of those there are",
    arguments: [
      ("review 0123 --verdict foo -m x", "'foo' is no verdict; there are comment, endorse, object"),
      ("what-if --policy a --graph b", "only one of '--policy', '--graph' and '--revoke'"),
      ("what-if", "one of '--policy', '--graph' and '--revoke' is needed"),
      ("policy set HEAD --approvals 1 --lander lead", "'HEAD' is no name of a branch"),
    ])
  func words(_ line: String, _ message: String) {
    #expect(told(line, .usage).hasPrefix("entangle: " + message))
  }

  @Test("a name that is taken")
  func taken() {
    #expect(
      told("principal add lead --kind user --person x --law lead", .refused).contains(
        "\nhint: 'entangle key rotate' gives it another key"))
  }
}
