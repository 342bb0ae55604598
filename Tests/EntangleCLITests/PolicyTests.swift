import Testing

@testable import EntangleCLI

@Suite("Policies of branches")
struct PolicyTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness()
    governed = stage.governed
  }

  @Test("they are shown, one or all")
  func show() throws {
    let main = "refs/heads/main\n  policy     main\n  approvals  1\n  landers    builder"
    #expect(try governed.succeed("policy show") == main)
    try governed.git("branch release/2")
    try governed.succeed("policy set release/2 --approvals 2 --lander lead --name rel")
    #expect(
      try governed.succeed("policy show")
        == main + "\nrefs/heads/release/2\n  policy     rel\n  approvals  2\n  landers    lead")
    #expect(try governed.succeed("policy show main") == main)
    let json = try governed.succeed("policy show --json release/2")
    #expect(json.contains("\"name\": \"rel\""))
    #expect(!json.contains("refs/heads/main"))
    #expect(governed.run("policy show other").status == .refused)
  }

  @Test("what is set changes, and what is not given stays")
  func set() throws {
    try governed.succeed("policy set main --approvals 2")
    #expect(
      try governed.succeed("graph diff 5 6")
        == "~ policy main: approvals 1 -> 2")
    try governed.succeed("policy set main --lander lead --lander builder")
    #expect(
      try governed.succeed("graph diff 6 7")
        == "~ policy main: landers builder -> builder,lead")
    try governed.succeed("policy set main --name trunk")
    #expect(try governed.succeed("policy show main").contains("trunk\n  approvals  2\n"))
    try governed.succeed("policy set main --remove")
    #expect(try governed.succeed("policy show") == "")
  }

  @Test("what freezes the branch is warned of, once, and is done")
  func frozen() throws {
    let warned = governed.run("policy set main --approvals 5")
    #expect(warned.status == .ok)
    #expect(
      warned.diagnostics.hasPrefix(
        "warning: [approvals-unmet] the policy 'main' asks for approval by 5 persons, and at most ")
    )
    #expect(governed.run("policy set main --approvals 6").diagnostics == "")
    try governed.graph(
      ["lead delegates builder", "reviewer reviews builder"],
      policies: ["main refs/heads/main 1 reviewer"])
    let applied = governed.run("graph apply graph.json")
    #expect(applied.status == .ok)
    let told = applied.diagnostics.split(separator: "\n")
    #expect(
      told.dropLast().last?.hasPrefix("warning: [no-lander] no lander of the policy 'main' ")
        == true)
    #expect(told.count { $0.hasPrefix("warning: ") } == 1)
  }

  @Test("so is the last who could land, or approve, where he goes")
  func gone() throws {
    let landers = governed.run("principal suspend builder")
    #expect(landers.status == .ok)
    #expect(landers.diagnostics.hasPrefix("warning: [no-lander] "))
    #expect(landers.diagnostics.split(separator: "\n").count == 2)
    try governed.succeed("principal resume builder")
    #expect(
      governed.run("principal retire reviewer").diagnostics.hasPrefix(
        "warning: [approvals-unmet] "))
    #expect(governed.run("principal suspend builder").status == .ok)
  }

  @Test("a branch that was made later begins where it stands, and is protected for good")
  func later() throws {
    let start = try governed.git("rev-parse main")
    try governed.git("branch release/1 main")
    let made = governed.run("policy set release/1 --approvals 1 --lander builder --name rel")
    #expect(made.status == .ok)
    #expect(
      made.diagnostics == "'refs/heads/release/1' begins at \(start.prefix(10))\n")
    #expect(governed.run("verify").status == .ok)
    #expect(
      try governed.succeed("graph diff 4").contains(
        "+ beginning refs/heads/release/1: commit \(start)"))
    try governed.succeed("policy set release/1 --remove")
    try governed.git(
      "branch -f release/1 \(governed.git("commit-tree -m more -p main main^{tree}"))")
    let again = governed.run("policy set release/1 --approvals 1 --lander builder --name rel")
    #expect(again.status == .refused)
    #expect(again.diagnostics.contains("[R101] 'refs/heads/release/1' was protected before"))
    try governed.git("branch -f release/1 main")
    try governed.succeed("policy set release/1 --approvals 1 --lander builder --name rel")
  }

  @Test("who signs a draft is told which branches begin")
  func drafted() throws {
    try governed.git("branch next")
    try governed.succeed("policy set next --approvals 1 --lander builder --draft draft.json")
    let told = try governed.succeed("trust sign draft.json")
    #expect(
      told.contains(
        "+ policy next: ref refs/heads/next, approvals 1, landers builder\n"
          + "  + beginning refs/heads/next: commit "))
  }

  @Test("a draft that protects it no longer does not let it begin")
  func undrafted() throws {
    let edges = ["lead delegates builder", "builder delegates lead", "reviewer reviews builder"]
    let main = "main refs/heads/main 1 builder"
    try governed.git("branch next")
    try governed.graph(edges, policies: [main, "next refs/heads/next 1 builder"])
    try governed.succeed("graph apply graph.json --draft draft.json")
    try governed.graph(
      edges + ["lead reviews builder"], policies: [main])
    try governed.succeed("graph apply graph.json --draft draft.json")
    let told = try governed.succeed("trust sign draft.json")
    #expect(!told.contains("beginning"))
    try governed.succeed("trust publish draft.json")
  }

  @Test(
    "what makes no policy is refused",
    arguments: [
      ("policy set dev --approvals 1", "'refs/heads/dev' has no policy yet"),
      ("policy set dev --remove", "'refs/heads/dev' has no policy"),
      ("policy set dev/main --approvals 1 --lander lead", "the name 'main' is that of another"),
      ("policy set dev/Main --approvals 1 --lander lead", "no policy can be named after"),
      ("policy set main --lander ghost", "[T119]"),
      ("policy set dev --approvals 1 --lander lead", "[T114] there is no 'refs/heads/dev' here"),
    ])
  func refused(_ line: String, _ message: String) throws {
    let result = governed.run(line)
    #expect(result.status != .ok)
    #expect(result.diagnostics.contains(message))
  }

  @Test(
    "mistakes are told",
    arguments: [
      "policy set main", "policy set main --remove --approvals 1", "policy set main --approvals 0",
      "policy set refs/tags/v1 --approvals 1", "policy show refs/tags/v1", "policy check",
    ])
  func mistakes(_ line: String) {
    #expect(governed.run(line).status == .usage)
  }

  @Test("who proposes what nobody signed is warned, once for all of its commits")
  func unsigned() throws {
    for text in ["One", "Two"] { try governed.git("commit -q --allow-empty -m \(text)") }
    let warning =
      "warning: [G101] a commit is not signed as it must be: \(try stage.tip("HEAD")) and 1 more "
      + "carry no signature of that form\nhint: sign the commits: "
    let proposed = governed.run("propose --ref main -m Two", as: "builder")
    #expect(proposed.status == .ok && proposed.diagnostics.hasPrefix(warning))
    let proposal = String(proposed.output.dropLast())
    let asked = governed.run("approval request \(proposal) --approver reviewer", as: "builder")
    #expect(asked.status == .ok && asked.diagnostics.hasPrefix(warning))
    try governed.git("branch other")
    let free = governed.run("propose --ref other --base HEAD~1 -m Two", as: "builder")
    #expect(!free.diagnostics.contains("G101"))
    try governed.git("reset -q --hard HEAD~2")
    let base = try stage.tip("HEAD")
    let signed = governed.run(
      "propose --ref main --base \(base) --head HEAD -m x", as: "builder")
    #expect(!signed.diagnostics.contains("warning"))
    _ = try stage.propose("Three")
    let again = governed.run("propose --ref main -m Three", as: "builder")
    #expect(again.status == .ok && again.diagnostics == "")
  }

  @Test("a check says what is missing, and agrees with the landing")
  func check() throws {
    let none = governed.run("policy check main", as: "builder")
    #expect(none.status == .refused)
    #expect(none.diagnostics.hasPrefix("entangle: nobody has proposed '"))
    try governed.succeed("push")
    try governed.succeed("policy set main --approvals 2 --lander builder --lander lead")
    try governed.graph(
      ["reviewer reviews builder", "lead reviews builder"],
      policies: ["main refs/heads/main 2 builder,lead"])
    try governed.succeed("graph apply graph.json")
    let proposal = try stage.propose("One")
    let name = "proposal \(proposal.prefix(10)) by builder"
    let lonely = governed.run("policy check main", as: "builder")
    #expect(lonely.status == .refused)
    #expect(lonely.output.hasPrefix("\(name) would be refused\n  [W109] "))
    #expect(lonely.output.contains("0 of 2"))
    let request = try governed.succeed(
      "approval request \(proposal) --approver reviewer --approver lead", as: "builder")
    try governed.succeed("approve \(request)", as: "reviewer")
    let half = governed.run("policy check main", as: "builder")
    #expect(half.status == .refused)
    #expect(half.output.hasPrefix("\(name) would be refused\n  [W109] "))
    let landing = governed.run("land \(proposal)", as: "builder")
    #expect(landing.status == .refused)
    #expect(landing.diagnostics.contains("[W109]"))
    try governed.succeed("approve \(request)", as: "lead")
    let before = try stage.refs()
    #expect(
      try governed.succeed("policy check main HEAD", as: "builder") == "\(name) would land")
    let reviewer = governed.run("policy check main", as: "reviewer")
    #expect(reviewer.status == .refused)
    #expect(reviewer.output.contains("[A101]") || reviewer.output.contains("[W112]"))
    #expect(try stage.refs() == before)
    // Nothing is stored of the landing that it asks about.
    let stored = try governed.git("count-objects")
    try governed.succeed("policy check main", as: "builder", at: CommandHarness.moment + 1)
    #expect(try governed.git("count-objects") == stored)
    let landed = try governed.succeed("land \(proposal)", as: "builder")
    let again = governed.run("policy check main", as: "builder")
    #expect(again.status == .refused)
    let told = "has landed on 'refs/heads/main' already, by '\(landed.prefix(10))'\n"
    #expect(again.output.hasPrefix("\(name) would be refused\n  "))
    #expect(again.output.contains(told))
    #expect(governed.run("land \(proposal)", as: "builder").diagnostics.contains(told))
  }
}
