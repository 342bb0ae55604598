import Testing

@testable import EntangleCLI

@Suite("The remote that counts")
struct DefaultRemoteTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
  }

  @Test(
    "the only one counts, whatever it is called: its branches are judged, not those that lag behind here"
  )
  func only() throws {
    try governed.git("remote rename origin upstream", in: "second")
    _ = try stage.land("One")
    let fetched = try governed.succeed("fetch", in: "second")
    #expect(fetched.contains(" refs/remotes/upstream/main"))
    #expect(governed.run("verify", in: "second").status == .ok)
    #expect(governed.run("status", as: "lead", in: "second").status == .ok)
    let next = try stage.ask("Next", in: "second")
    try governed.succeed("push", in: "second")
    #expect(try governed.git("log --format=%H --all", in: "project.git").contains(next))
  }

  @Test("of several the one counts that all branches follow")
  func followed() throws {
    _ = try stage.land("One")
    try governed.git("remote rename origin upstream", in: "second")
    try governed.git("remote add other ../nowhere.git", in: "second")
    try governed.succeed("fetch", in: "second")
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("of several none counts, unless one is origin or git's configuration says which")
  func several() throws {
    _ = try stage.land("One")
    try governed.git("remote rename origin upstream", in: "second")
    try governed.git("remote add other ../nowhere.git", in: "second")
    try governed.git("config branch.more.remote other", in: "second")
    let unnamed = governed.run("fetch", in: "second")
    #expect(unnamed.status == .fatal)
    #expect(
      unnamed.diagnostics
        == "entangle: none of the remotes is called 'origin': 'other', 'upstream'\n"
        + "hint: name one, or 'git config entangle.remote <name>' once and for all\n")
    try governed.succeed("fetch upstream", in: "second")
    let unclear = governed.run("verify", in: "second")
    #expect(unclear.output.contains("R102"))
    #expect(
      unclear.diagnostics
        == "warning: none of the remotes counts by itself, so 'refs/heads/main' is judged as it stands here\n"
        + "hint: 'git config entangle.remote <name>' says which one does\n")
    try governed.git("config entangle.remote upstream", in: "second")
    try governed.succeed("fetch", in: "second")
    #expect(governed.run("verify", in: "second").status == .ok)
    try governed.git("config entangle.remote other", in: "second")
    #expect(governed.run("verify", in: "second").output.contains("R102"))
  }

  @Test(
    "what was made of a clone that had fetched, and not merged, says so", arguments: [true, false])
  func behind(isBundle: Bool) throws {
    _ = try stage.land("One")
    try governed.succeed("fetch", in: "second")
    #expect(governed.run("verify", in: "second").status == .ok)
    try governed.git(
      isBundle ? "bundle create -q ../copy --all" : "clone -q --mirror . ../copy", in: "second")
    let verified = governed.run("verify --trust-root \(stage.root) copy")
    #expect(verified.output.contains("R102"))
    #expect(
      verified.diagnostics
        == "warning: 'refs/remotes/origin/main' stands elsewhere, and only 'refs/heads/main' is judged: "
        + "it may not have been merged where this was made\n"
        + "hint: 'git merge --ff-only' there, and make this anew\n")
  }
}
