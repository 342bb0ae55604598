import Testing

@testable import EntangleCLI

@Suite("What status says is stuck")
struct WorkStatusTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness()
    governed = stage.governed
  }

  @Test("a rejected task is told until its requester asks for another")
  func rejectedTask() throws {
    let task = try stage.ask("One")
    try governed.succeed("task reject \(task)", as: "builder")
    #expect(
      try governed.succeed("status", as: "lead").hasSuffix(
        "the task was rejected: ask anew, or somebody else"))
    try governed.succeed(
      "task request --to builder --brief Two", as: "lead", at: CommandHarness.moment + 60)
    #expect(try !governed.succeed("status", as: "lead").contains("stuck:"))
  }
}
