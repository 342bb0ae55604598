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

  /// The stuck work of the builder, of which there is nothing else.
  private func stuck(at moment: Int64 = CommandHarness.moment) throws -> String {
    let status = try governed.succeed("status", as: "builder", at: moment)
    #expect(status.hasPrefix("stuck:\n"), "\(status)")
    return status
  }

  @Test("who has lost an approval is told so, and asks again")
  func lostApproval() throws {
    try governed.succeed("push")
    let proposal = try stage.approve("One")
    try governed.succeed("policy set main --approvals 2")
    #expect(
      try stuck().hasSuffix("builder  1 of 2 persons have approved; ask for approval"))
    try governed.succeed("policy set main --approvals 1")
    for (change, back, reason) in [
      ("principal suspend reviewer", "principal resume reviewer", "and is suspended"),
      (
        "edge remove reviewer reviews builder", "edge add reviewer reviews builder",
        "and reviews 'builder' no longer"
      ),
    ] {
      try governed.succeed(change)
      #expect(
        try stuck().hasSuffix(
          "0 of 1 persons have approved; 'reviewer' has approved it, \(reason); ask for approval"))
      #expect(
        governed.run("land \(proposal)", as: "builder").diagnostics.contains(
          "hint: 'reviewer' has approved it, \(reason);"))
      try governed.succeed(back)
    }
    #expect(try governed.succeed("status", as: "builder").hasPrefix("waits for you:\n"))
  }

  @Test("an approval by a key that is compromised is lost")
  func compromised() throws {
    let proposal = try stage.approve("One")
    let lane = try stage.lane(of: "reviewer")
    let key = try #require(lane.split(separator: "/").last)
    try governed.succeed("key revoke reviewer \(key) --reason compromised --after 0")
    let reason = "'reviewer' has approved it with a key that is compromised"
    #expect(try stuck().hasSuffix("0 of 1 persons have approved; \(reason); ask for approval"))
    let refused = governed.run("land \(proposal)", as: "builder")
    #expect(refused.diagnostics.contains("\nhint: \(reason); entangle approval request "))
  }

  @Test("an approval that is taken back is lost")
  func withdrawn() throws {
    let proposal = try stage.propose("One")
    let request = try governed.succeed(
      "approval request \(proposal) --approver reviewer", as: "builder")
    let approval = try governed.succeed("approve \(request)", as: "reviewer")
    try governed.succeed("withdraw \(approval)", as: "reviewer")
    #expect(
      try stuck().hasSuffix(
        "0 of 1 persons have approved; 'reviewer' took the approval back; ask for approval"))
  }

  @Test("a change whose code key is in force no longer is to be signed anew, and proposed")
  func staleCodeKey() throws {
    try governed.succeed("push")
    let first = try stage.approve("One")
    try governed.succeed("key new code --use code --no-passphrase")
    try governed.succeed("key rotate builder --code code")
    let later = CommandHarness.moment + 60
    let commit = try stage.tip("HEAD").prefix(10)
    #expect(try stuck(at: later).hasSuffix("  sign \(commit) anew [G103], and propose that"))
    let refused = governed.run("land \(first)", as: "builder", at: later)
    #expect(refused.diagnostics.contains("'git rebase --force-rebase -S <base>'"))
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
