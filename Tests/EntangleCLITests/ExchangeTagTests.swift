import Testing

@testable import EntangleCLI

@Suite("Tags in an exchange")
struct ExchangeTagTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness()
    governed = stage.governed
  }

  /// Lands a commit and records a signed tag of it; gives the tag object.
  private func release() throws -> String {
    let commit = try stage.land("One")
    try governed.git(
      "-c gpg.format=ssh -c user.signingKey=\(stage.code) tag -s -m One v1 \(commit)")
    try governed.succeed("tag v1", as: "builder")
    return try stage.tip("v1")
  }

  @Test("a recorded tag goes where its event goes, and no other does")
  func carried() throws {
    try stage.share()
    let tag = try release()
    try governed.git("tag plain")
    #expect(try governed.succeed("push").contains(" refs/tags/v1"))
    #expect(try stage.refs(in: "project.git", below: "refs/tags/") == ["refs/tags/v1:\(tag)"])
    #expect(governed.run("push") == CommandResult(status: .ok, output: "", diagnostics: ""))
    #expect(try governed.succeed("fetch", in: "second").contains(" refs/tags/v1"))
    #expect(try stage.tip("refs/tags/v1", in: "second") == tag)
    #expect(governed.run("verify", in: "second").status == .ok)
    try governed.succeed("clone --trust-root \(stage.root) project.git third")
    #expect(governed.run("verify", in: "third").status == .ok)
  }

  @Test("a landing takes along the tags that were recorded before")
  func landed() throws {
    try stage.share()
    let tag = try release()
    _ = try stage.land("Two")
    #expect(try stage.tip("refs/tags/v1", in: "project.git") == tag)
  }

  @Test("a tag that is missing here is brought again, and one that stands elsewhere is told")
  func mended() throws {
    try stage.share()
    let tag = try release()
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    try governed.git("tag -d v1", in: "second")
    let missing = governed.run("verify", in: "second")
    #expect(missing.status == .undecided)
    #expect(missing.output.contains("R107"))
    let why = governed.run("why v1", in: "second")
    #expect(why.status == .undecided && why.output.contains("[R107]"), "\(why)")
    try governed.succeed("fetch", in: "second")
    #expect(try stage.tip("refs/tags/v1", in: "second") == tag)
    try governed.git("tag -f v1 origin/main~1", in: "second")
    #expect(governed.run("verify", in: "second").status == .refused)
    let moved = governed.run("why v1", in: "second")
    #expect(moved.status == .refused && moved.output.contains("[R107]"), "\(moved)")
    let told = governed.run("fetch", in: "second")
    #expect(told.status == .refused)
    #expect(told.diagnostics.hasPrefix("held: 'refs/tags/v1': it stands at "))
    try governed.git("update-ref -d refs/tags/v1", in: "second")
    try governed.succeed("fetch", in: "second")
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("a recorded tag that the remote has lost is told, and given back")
  func lost() throws {
    try stage.share()
    let tag = try release()
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    try governed.git("update-ref -d refs/tags/v1", in: "project.git")
    try governed.git("fetch -q --prune --prune-tags", in: "second")
    for _ in 0..<2 {
      let told = governed.run("fetch", in: "second")
      #expect(told.status == .undecided)
      #expect(told.diagnostics.hasPrefix("held: [R107] 'refs/tags/v1': "))
    }
    #expect(try stage.tip("refs/tags/v1", in: "second") == tag)
    #expect(try governed.succeed("push", in: "second").hasSuffix(" refs/tags/v1"))
    #expect(
      governed.run("fetch", in: "second") == CommandResult(status: .ok, output: "", diagnostics: "")
    )
    #expect(governed.run("fetch").status == .ok)
  }

  @Test("a tag that the remote moved does not arrive")
  func moved() throws {
    try stage.share()
    let tag = try release()
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    try governed.git("update-ref refs/tags/v1 main~1", in: "project.git")
    let moved = governed.run("fetch", in: "second")
    #expect(moved.status == .refused)
    #expect(moved.diagnostics.hasPrefix("held: [R107] 'refs/tags/v1': "))
    #expect(try stage.tip("refs/tags/v1", in: "second") == tag)
    // (What no ref of it reaches any more no clone brings.)
    let fresh = governed.run("clone --trust-root \(stage.root) project.git third")
    #expect(fresh.status == .refused)
    #expect(fresh.diagnostics.contains("[O101]"))
    #expect(try governed.git("ls-files", in: "third") == "")
  }

  @Test("where the remote lost a tag, its event waits until somebody gives it back")
  func absent() throws {
    try stage.share()
    _ = try release()
    try governed.succeed("push")
    try governed.git("update-ref -d refs/tags/v1", in: "project.git")
    let fetched = governed.run("fetch", in: "second")
    #expect(fetched.diagnostics.contains("held: [O101] 'refs/entangle/events/builder/"))
    #expect(governed.run("verify", in: "second").status == .ok)
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("a bundle is asked for its tags")
  func bundled() throws {
    try stage.share()
    _ = try release()
    try governed.git("bundle create -q all.bundle --branches --tags --glob=refs/entangle")
    try governed.git("bundle create -q less.bundle --branches --glob=refs/entangle")
    #expect(governed.run("verify --trust-root \(stage.root) all.bundle").status == .ok)
    let less = governed.run("verify --trust-root \(stage.root) less.bundle")
    #expect(less.status == .undecided)
    #expect(less.output.contains("R107"))
  }

  @Test("a tag is explained by its name, and one that nobody recorded is refused")
  func explained() throws {
    _ = try release()
    let event = try governed.succeed("log --kind tag -n 1").prefix(10)
    for name in ["v1", "refs/tags/v1"] {
      #expect(try governed.succeed("why \(name)").hasPrefix("verified: tag \(event)"))
    }
    try governed.git("tag plain")
    let plain = governed.run("why plain")
    #expect(plain.status == .refused)
    #expect(plain.diagnostics.contains("no event that stands made the tag 'refs/tags/plain'"))
  }
}
