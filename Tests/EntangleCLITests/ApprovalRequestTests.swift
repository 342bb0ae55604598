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
}
