import Testing

@testable import EntangleCLI

@Suite("Whom to ask for approval")
struct ApprovalRequestTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness()
    governed = stage.governed
  }

  /// Lets some review `builder`.
  private func review(_ edges: String...) throws {
    try governed.graph(
      ["lead delegates builder", "builder delegates lead"] + edges,
      policies: ["main refs/heads/main 1 builder"])
    try governed.succeed("graph apply graph.json")
  }

  /// What is told of a request that is refused, and leaves no trace.
  private func refused(_ proposal: String, _ approver: String, by principal: String) throws
    -> String
  {
    let before = try stage.refs()
    let result = governed.run("approval request \(proposal) --approver \(approver)", as: principal)
    #expect(result.status == .refused && result.output == "")
    #expect(try stage.refs() == before)
    return result.diagnostics
  }

  @Test("a kind that never approves, whatever the graph says")
  func kind() throws {
    try review("root reviews builder", "reviewer reviews builder")
    let proposal = try stage.propose("One")
    #expect(
      try refused(proposal, "root", by: "builder")
        == "entangle: [A101] 'root' cannot approve: it is an authority\n"
        + "hint: ask a user or supervisor or reviewer\n")
  }

  @Test("the person who asks, who has proposed it, or who has signed a commit of it")
  func own() throws {
    try governed.enrol("bella", "reviewer", person: "bo")
    try governed.enrol("lisa", "reviewer", person: "lena")
    try review("bella reviews builder", "bella reviews lead", "lisa reviews lead")
    let proposal = try stage.propose("One")
    #expect(
      try refused(proposal, "builder", by: "builder").hasPrefix(
        "entangle: [A101] 'builder' cannot approve: it is a worker\n"))
    let told = try refused(proposal, "bella", by: "builder")
    #expect(
      told.hasPrefix(
        "entangle: [W104] 'bella' cannot approve: 'builder' asks for it, and 'builder' is of the same person\n"
      ))
    #expect(
      try refused(proposal, "bella", by: "lead").contains("'builder' has proposed it"))
    #expect(try refused(proposal, "lisa", by: "lead").contains("'lead' asks for it"))
    let own = try governed.succeed("propose --ref main -m Again", as: "lead")
    try review("bella reviews lead")
    #expect(
      try refused(own, "bella", by: "lead").contains(
        "cannot approve: 'builder' has signed a commit of it"))
  }

  @Test("one who has left")
  func left() throws {
    try review("reviewer reviews builder")
    let proposal = try stage.propose("One")
    try governed.succeed("principal retire reviewer")
    #expect(
      try refused(proposal, "reviewer", by: "builder").hasPrefix(
        "entangle: [A105] 'reviewer' cannot approve: it is retired\n"))
  }

  @Test("one whose edge has gone since is asked no longer, and who asked is told")
  func gone() throws {
    let proposal = try stage.propose("One")
    try governed.succeed("approval request \(proposal) --approver reviewer", as: "builder")
    #expect(try governed.succeed("status", as: "reviewer").contains("approve or reject"))
    try review("lead reviews builder")
    #expect(try governed.succeed("status", as: "reviewer") == "nothing waits")
    let status = try governed.succeed("status", as: "builder")
    #expect(status.hasPrefix("stuck:\n"))
    #expect(status.contains("'reviewer' may not approve any longer: ask somebody else"))
  }

  @Test("the same is not asked twice while somebody has yet to answer")
  func twice() throws {
    let proposal = try stage.propose("One")
    let request = try governed.succeed(
      "approval request \(proposal) --approver reviewer", as: "builder")
    #expect(
      try refused(proposal, "reviewer", by: "builder")
        == "entangle: '\(request.prefix(10))' asks the same already\n"
        + "hint: 'entangle status' says on whom it waits\n")
    try governed.succeed("reject \(request)", as: "reviewer")
    try governed.succeed("approval request \(proposal) --approver reviewer", as: "builder")
  }

  @Test("an id of another kind is told as what it is, and which one is meant")
  func otherKind() throws {
    let proposal = try stage.propose("One")
    let request = try governed.succeed(
      "approval request \(proposal) --approver reviewer", as: "builder")
    let approved = governed.run("approve \(proposal)", as: "reviewer")
    #expect(approved.status == .fatal)
    #expect(
      approved.diagnostics
        == "entangle: '\(proposal.prefix(10))' is a change.propose, and no approval.request\n"
        + "hint: the approval.request \(request.prefix(10)) is about it\n")
    #expect(
      governed.run("land \(request)", as: "builder").diagnostics
        == "entangle: '\(request.prefix(10))' is an approval.request, and no change.propose\n"
        + "hint: it is about the change.propose \(proposal.prefix(10))\n")
  }

  @Test("who has rejected it is told to whoever lands it, and lands it all the same")
  func rejected() throws {
    try governed.succeed("push")
    try governed.enrol("second", "reviewer")
    try review("reviewer reviews builder", "second reviews builder")
    let proposal = try stage.propose("One")
    let request = try governed.succeed(
      "approval request \(proposal) --approver reviewer --approver second", as: "builder")
    try governed.succeed("reject \(request) -m Dangerous", as: "reviewer")
    #expect(
      try governed.succeed("status", as: "builder").hasSuffix("'reviewer' has rejected it"))
    try governed.succeed("approve \(request)", as: "second")
    let warning =
      "warning: 'reviewer' has rejected the proposal \(proposal.prefix(10)): Dangerous\n"
    let status = try governed.succeed("status", as: "builder")
    #expect(status.hasSuffix("land the approved proposal, which 'reviewer' has rejected"))
    #expect(!status.contains("stuck"))
    #expect(governed.run("policy check main", as: "builder").diagnostics == warning)
    let landed = governed.run("land \(proposal)", as: "builder")
    #expect(landed.status == .ok && landed.diagnostics.hasPrefix(warning))
  }

  @Test("nobody is asked to decide on what can never land any more")
  func passedBy() throws {
    try governed.succeed("push")
    try governed.git("branch other")
    let first = try stage.approve("One")
    try governed.git("switch -q other")
    let second = try stage.propose("Two")
    try governed.succeed("approval request \(second) --approver reviewer", as: "builder")
    #expect(try governed.succeed("status", as: "reviewer").contains("approve or reject"))
    try governed.succeed("land \(first)", as: "builder")
    #expect(try governed.succeed("status", as: "reviewer") == "nothing waits")
    #expect(try governed.succeed("status", as: "builder").hasPrefix("stuck:\n"))
    // Proposed anew, it is stuck no longer.
    try governed.git("reset -q --hard origin/main")
    _ = try stage.propose("Three")
    #expect(try governed.succeed("status", as: "builder") == "nothing waits")
  }
}
