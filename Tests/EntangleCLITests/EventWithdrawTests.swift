import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Events that are taken back")
struct EventWithdrawTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
  }

  @Test("what nobody has goes, with what follows it and the refs that keep what it is about")
  func withdraw() throws {
    let lanes = try governed.git("for-each-ref refs/entangle/")
    try governed.git("commit -q --allow-empty -m ahead")
    let first = try governed.succeed(
      "task request --to builder --brief one --input HEAD", as: "lead")
    let proposal = try stage.propose("two")
    let last = try governed.succeed("cancel \(first)", as: "lead")
    #expect(try governed.git("for-each-ref refs/entangle/inputs/") != "")
    #expect(try governed.git("for-each-ref refs/entangle/proposals/") != "")
    let withdrawn = governed.run("event withdraw \(first.prefix(10))")
    #expect(withdrawn.status == .ok)
    #expect(withdrawn.output == "\(last)\n\(first)\n")
    #expect(
      withdrawn.diagnostics == "the old end is kept as 'refs/entangle-void/\(last)'\n")
    #expect(try governed.succeed("event withdraw \(proposal)") == proposal)
    #expect(try governed.git("for-each-ref refs/entangle/") == lanes)
    #expect(governed.run("verify").status == .ok)
    try stage.ask("again")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("what others have stands, and what somebody has built on")
  func others() throws {
    let shared = try stage.ask("one")
    try governed.succeed("push")
    let refused = governed.run("event withdraw \(shared)")
    #expect(refused.status == .refused)
    #expect(refused.diagnostics.contains("'origin' has '\(shared.prefix(10))' already"))
    let own = try stage.ask("two")
    let answer = try governed.succeed("task accept \(own)", as: "builder")
    let built = governed.run("event withdraw \(own)")
    #expect(built.status == .refused)
    #expect(built.diagnostics.contains("refs/entangle/events/builder/"))
    try governed.succeed("event withdraw \(answer)")
    try governed.succeed("event withdraw \(own)")
    #expect(governed.run("event withdraw 0123456").status == .fatal)
    #expect(governed.run("event withdraw 012").status == .fatal)
  }

  @Test("an event that the law allows no more is taken back, and its signer goes on")
  func stuck() throws {
    let proposal = try stage.propose("change")
    let request = try governed.succeed(
      "approval request \(proposal) --approver reviewer", as: "builder")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    let approval = try governed.succeed("approve \(request)", as: "reviewer", in: "second")
    try governed.graph(
      ["lead delegates builder", "builder delegates lead"],
      policies: ["main refs/heads/main 1 builder"])
    try governed.succeed("graph apply graph.json")
    try governed.succeed("push")
    _ = governed.run("fetch", in: "second")
    let held = governed.run("push", in: "second")
    #expect(held.status == .refused)
    #expect(held.diagnostics.contains("'entangle event withdraw \(approval)'"))
    #expect(try governed.succeed("event withdraw \(approval)", in: "second") == approval)
    try governed.succeed("push", in: "second")
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("of a lane that went on in two clones, one end is taken back")
  func fork() throws {
    try stage.ask("here")
    try governed.succeed("push")
    let there = try stage.ask("there", in: "second")
    let fetched = governed.run("fetch", in: "second")
    #expect(fetched.status == .refused)
    #expect(fetched.diagnostics.contains("'entangle event withdraw \(there)'"))
    #expect(try governed.succeed("event withdraw \(there)", in: "second") == there)
    try governed.succeed("fetch", in: "second")
    try stage.ask("again", in: "second")
    try governed.succeed("push", in: "second")
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("of a lane that went on in two clones, the end that the law does not count is taken back")
  func countedFork() throws {
    try stage.ask("here")
    let there = try stage.ask("there", in: "second")
    try governed.graph(
      ["lead delegates builder", "builder delegates lead"],
      policies: ["main refs/heads/main 1 builder"])
    try governed.succeed("graph apply graph.json")
    try governed.succeed("push")
    #expect(governed.run("fetch", in: "second").status == .refused)
    #expect(try governed.succeed("event withdraw \(there)", in: "second") == there)
    try governed.succeed("fetch", in: "second")
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test(
    "an end that a remote has shown is taken back once it shows another, and not before",
    arguments: [false, true])
  func shownOnce(isCounted: Bool) throws {
    let before = try stage.ask("zero")
    let first = try stage.ask("one")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    let lane = try stage.lane(of: "lead")
    try governed.git("update-ref \(lane) \(before)", in: "project.git")
    let early = governed.run("event withdraw \(first)", in: "second")
    #expect(early.status == .refused)
    #expect(early.diagnostics.contains("'origin' has shown '\(first.prefix(10))'\n"))
    try governed.git("update-ref \(lane) \(before)")
    let other = try stage.ask("other")
    let newest = try stage.ask("newest")
    try governed.succeed("push")
    if isCounted {
      try governed.graph(
        ["lead delegates builder", "builder delegates lead"],
        policies: ["main refs/heads/main 1 builder"])
      try governed.succeed("graph apply graph.json")
      try governed.succeed("push")
    }
    let fetched = governed.run("fetch", in: "second")
    #expect(fetched.diagnostics.contains("'entangle event withdraw \(first)'"))
    #expect(try governed.succeed("event withdraw \(first)", in: "second") == first)
    try governed.succeed("fetch", in: "second")
    #expect(try stage.tip(lane, in: "second") == newest)
    #expect(governed.run("verify", in: "second").status == .ok)
    #expect(governed.run("event withdraw \(other)", in: "second").status == .refused)
    try governed.succeed("push", in: "second")
  }

  @Test("an end that a remote shows now stays, whatever another one shows")
  func shownNow() throws {
    let before = try stage.ask("zero")
    let first = try stage.ask("one")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    try governed.git("clone -q --mirror project.git other.git")
    try governed.git("remote add other ../other.git", in: "second")
    let lane = try stage.lane(of: "lead")
    try governed.git("update-ref \(lane) \(before)", in: "project.git")
    try governed.git("update-ref \(lane) \(before)")
    try stage.ask("other")
    try governed.succeed("push")
    _ = governed.run("fetch origin", in: "second")
    let refused = governed.run("event withdraw \(first)", in: "second")
    #expect(refused.status == .refused)
    #expect(refused.diagnostics.contains("'other' has '\(first.prefix(10))' already"))
    // What is no event of the lane does not take its place.
    try governed.git("remote remove other", in: "second")
    try governed.git("update-ref \(lane) refs/heads/main", in: "project.git")
    #expect(governed.run("event withdraw \(first)", in: "second").status == .refused)
  }

  @Test("what the law counts stays, and what lies where git pushes to")
  func counted() throws {
    let event = try stage.ask("one")
    try governed.graph(
      ["lead delegates builder", "builder delegates lead"],
      policies: ["main refs/heads/main 1 builder"])
    try governed.succeed("graph apply graph.json")
    let refused = governed.run("event withdraw \(event)")
    #expect(refused.status == .refused)
    #expect(refused.diagnostics.contains("of the law counts it\nhint: 'entangle trust withdraw'"))
    try governed.succeed("trust withdraw")
    try governed.git("clone -q --mirror project.git behind.git")
    try governed.git("push -q origin refs/entangle/events/*:refs/entangle/events/*")
    try governed.git("remote set-url origin behind.git")
    try governed.git("remote set-url --push origin project.git")
    let pushed = governed.run("event withdraw \(event)")
    #expect(pushed.status == .refused)
    #expect(pushed.diagnostics.contains("'origin' has"))
  }
}
