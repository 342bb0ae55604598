import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Ways out of what an exchange refuses")
struct WayOutOfExchangeTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
  }

  @Test("who was called back signs anew what was kept back")
  func resumed() throws {
    let event = try stage.ask("one", in: "second")
    try governed.succeed("principal suspend lead")
    try governed.succeed("principal resume lead")
    try governed.succeed("push")
    let fetched = governed.run("fetch", in: "second")
    #expect(
      fetched.diagnostics.contains(
        "hint: 'lead' may act again, and signs it anew: 'entangle event "))
    try governed.succeed("event withdraw \(event)", in: "second")
    try stage.ask("again", in: "second")
    try governed.succeed("push", in: "second")
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("a remote without atomic pushes is said to be one")
  func atomic() throws {
    try stage.ask("one")
    try governed.git("config receive.advertiseAtomic false", in: "project.git")
    let refused = governed.run("push")
    #expect(refused.status == .refused)
    #expect(refused.diagnostics.contains("it does not take all refs of a push or none"))
    #expect(
      refused.diagnostics.contains("hint: whoever keeps it: 'git config receive.advertiseAtomic"))
    try governed.git("config receive.advertiseAtomic true", in: "project.git")
    try governed.succeed("push")
  }

  @Test("of two who have made law at once, one makes it again")
  func law() throws {
    try governed.succeed("edge remove reviewer reviews builder")
    try governed.succeed("push")
    try governed.succeed("edge add lead contacts reviewer", in: "second")
    let forked = governed.run("push", in: "second")
    #expect(forked.status == .refused)
    let wayBack =
      "no remote has shown ours: 'entangle trust withdraw', then 'entangle fetch origin', and make the change again\n"
    #expect(forked.diagnostics.contains("'entangle trust resolve origin' shows both; \(wayBack)"))
    #expect(governed.run("trust resolve", in: "second").diagnostics == "hint: \(wayBack)")
    let given = governed.run("trust resolve --keep theirs", as: "lead", in: "second")
    #expect(given.status == .refused)
    #expect(given.diagnostics.hasSuffix("\nhint: \(wayBack)"))
    try governed.succeed("trust withdraw", in: "second")
    try governed.succeed("fetch", in: "second")
    try governed.succeed("edge add lead contacts reviewer", in: "second")
    try governed.succeed("push", in: "second")
  }

  @Test("nothing is judged as of a moment before the founding")
  func founding() {
    let result = governed.run("verify --as-of 2001-01-01T00:00:00Z")
    #expect(result.status == .undecided)
    #expect(result.output.contains("the repository was founded 20"))
    #expect(result.output.contains("give '--as-of' a moment after the founding"))
  }

  @Test("a link to nothing in the place of a hook is said to be one")
  func link() throws {
    let file = governed.harness.home.appending(".git/hooks/pre-push")
    try FileSystem.createDirectory(governed.harness.home.appending(".git/hooks"))
    try FileSystem.createLink(file, to: FilePath("nowhere"))
    let refused = governed.run("hook install")
    #expect(
      refused.diagnostics.contains("/pre-push' is a symbolic link to what is not there\nhint: rm '")
    )
    try FileSystem.remove(file)
    try governed.succeed("hook install")
  }
}
