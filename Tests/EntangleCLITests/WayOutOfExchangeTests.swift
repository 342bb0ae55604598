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
}
