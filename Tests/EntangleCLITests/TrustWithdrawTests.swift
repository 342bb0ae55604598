import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Law that is taken back")
struct TrustWithdrawTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness
  private let trust = "refs/entangle/trust"

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
  }

  @Test("what nobody has is taken back and kept, and other law follows")
  func withdraw() throws {
    let before = try governed.git("rev-parse \(trust)")
    try governed.enrol("mistake", "service")
    let taken = try governed.git("rev-parse \(trust)")
    let withdrawn = governed.run("trust withdraw")
    #expect(withdrawn.status == .ok)
    #expect(withdrawn.output.hasPrefix("5:"))
    #expect(
      withdrawn.diagnostics
        == "the old end is kept as 'refs/entangle-void/\(taken)'\n")
    #expect(try governed.git("rev-parse \(trust)") == before)
    #expect(try governed.git("rev-parse refs/entangle-void/\(taken)") == taken)
    #expect(governed.run("verify").status == .ok)
    try governed.enrol("meant", "service")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("what a remote has, by its own word or when it was last asked, stays")
  func published() throws {
    try governed.enrol("service", "service")
    try governed.succeed("push")
    let refused = governed.run("trust withdraw")
    #expect(refused.status == .refused)
    #expect(refused.diagnostics.contains("'origin' has version 6 already"))
    // A push by git tells entangle nothing.
    try governed.enrol("another", "service")
    try governed.git("push -q origin \(trust)")
    #expect(governed.run("trust withdraw").status == .refused)
    // Nor does a remote that shows older law again.
    try governed.git("push -q -f origin \(trust)~2:\(trust)")
    try governed.git("update-ref refs/entangle-remotes/origin/now/entangle/trust \(trust)")
    #expect(governed.run("trust withdraw").status == .refused)
  }

  @Test("where a remote cannot be asked, or has law that is not here, nothing is taken back")
  func unknown() throws {
    try governed.enrol("service", "service")
    try governed.git("remote add gone nowhere.git")
    let unreachable = governed.run("trust withdraw")
    #expect(unreachable.status == .undecided)
    #expect(unreachable.diagnostics.contains("cannot ask 'gone'"))
    try governed.git("remote remove gone")
    try governed.succeed("key new there --use law --no-passphrase")
    try governed.succeed(
      "principal add there --kind service --person there --law there", in: "second")
    try governed.succeed("push", in: "second")
    let behind = governed.run("trust withdraw")
    #expect(behind.status == .undecided)
    #expect(behind.diagnostics.contains("hint: entangle fetch origin"))
  }

  @Test("law that is dated ahead is taken back, with what was signed under it")
  func ahead() throws {
    let before = try governed.git("rev-parse \(trust)")
    let tomorrow = CommandHarness.moment + 86_400
    try governed.succeed("edge add lead reviews builder", at: tomorrow)
    let event = try governed.succeed(
      "task request --to builder --brief x", as: "lead", at: tomorrow + 600)
    let status = governed.run("status", as: "lead")
    #expect(status.diagnostics.contains("'entangle trust withdraw', where nobody else has the"))
    #expect(governed.run("trust withdraw").diagnostics.contains("has been signed under version 6"))
    #expect(try governed.succeed("event withdraw \(event)") == event)
    try governed.succeed("trust withdraw")
    #expect(try governed.git("rev-parse \(trust)") == before)
    #expect(governed.run("verify").status == .ok)
    try governed.succeed("edge add lead reviews builder")
  }

  @Test("a founding beside which there is nothing is taken back, and another follows")
  func founding() throws {
    let lone = try GovernedHarness()
    let again = lone.run("init --as root --person lena --key root")
    #expect(again.diagnostics.contains("'entangle trust withdraw' takes that back"))
    let withdrawn = lone.run("trust withdraw")
    #expect(withdrawn.status == .ok && withdrawn.output == "")
    #expect(withdrawn.diagnostics.contains("'entangle init' founds it anew"))
    #expect(try lone.git("for-each-ref refs/entangle/") == "")
    #expect(lone.run("trust pin").status == .refused)
    try lone.succeed("init --as root --person lena --key root")
    try lone.git("init -q --bare project.git")
    try lone.git("remote add origin project.git")
    try lone.git("push -q origin \(trust)")
    #expect(lone.run("trust withdraw").diagnostics.contains("'origin' has version 1 already"))
    try lone.git("remote remove origin")
    try lone.git("update-ref refs/entangle/other \(trust)")
    #expect(lone.run("trust withdraw").diagnostics.contains("rests on the founding state"))
  }

  @Test("a state under which something was signed stays")
  func used() throws {
    try governed.enrol("service", "service")
    try stage.ask("one")
    let refused = governed.run("trust withdraw")
    #expect(refused.status == .refused)
    #expect(refused.diagnostics.contains("has been signed under version 6"))
  }

  @Test("a repository under guard has published what it holds")
  func guarded() throws {
    try governed.succeed("host init --trust-root \(stage.root) project.git")
    try governed.succeed("trust pin \(stage.root)", in: "project.git")
    let refused = governed.run("trust withdraw", in: "project.git")
    #expect(refused.status == .refused)
    #expect(refused.diagnostics.contains("under guard"))
  }
}
