import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("What is held back of what a remote shows")
struct HeldRefTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness
  private let lane = "refs/entangle/events/lead/22222222222222222222222222222222"

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
  }

  @Test("a lane that points at code or at law holds back nothing else", arguments: ["main", "law"])
  func laneElsewhere(target: String) throws {
    let proposal = try stage.propose("One")
    try governed.succeed("push")
    let law = try governed.git("rev-list --max-parents=0 refs/entangle/trust")
    let code = try stage.tip("main", in: "project.git")
    try governed.git(
      "update-ref \(lane) \(target == "law" ? law : code)", in: "project.git")
    let fetched = governed.run("fetch", in: "second")
    #expect(fetched.status == .refused)
    #expect(fetched.output.contains(" refs/entangle/proposals/\(proposal)\n"))
    #expect(fetched.output.contains(" \(try stage.lane(of: "builder"))\n"))
    let lines = fetched.diagnostics.split(separator: "\n").filter { !$0.hasPrefix("hint: ") }
    #expect(lines.count == 1)
    #expect(lines.first?.contains("] '\(lane)': ") == true)
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("law that does not stand is held back, and what is good under the law before moves")
  func lawRefused() throws {
    let asked = try stage.ask("One")
    try governed.succeed("push")
    let trust = "refs/entangle/trust"
    let tip = try stage.tip(trust)
    let made = try governed.git(
      "commit-tree \(tip)^{tree} -p \(tip) -m Law", in: "project.git")
    try governed.git("update-ref \(trust) \(made)", in: "project.git")
    for _ in 1...2 {
      let fetched = governed.run("fetch", in: "second")
      #expect(fetched.status == .refused)
      #expect(fetched.diagnostics.hasPrefix("held: [T"))
      #expect(fetched.diagnostics.contains("] '\(trust)': "))
      #expect(!fetched.diagnostics.contains("it holds"))
    }
    #expect(try stage.tip(trust, in: "second") == tip)
    #expect(try stage.tip(stage.lane(of: "lead"), in: "second") == asked)
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("of very many that are held the first are told, with what builds on each")
  func many() throws {
    try stage.ask("One")
    try governed.succeed("push")
    let tip = try stage.tip(stage.lane(of: "lead"))
    for number in 10...21 {
      let forged = try governed.git(
        "commit-tree \(tip)^{tree} -p \(tip) -m Forged\(number)", in: "project.git")
      let above = try governed.git(
        "commit-tree \(tip)^{tree} -p \(forged) -m Above", in: "project.git")
      let name = "refs/entangle/events/lead/\(String(repeating: String(number), count: 16))"
      try governed.git("update-ref \(name) \(above)", in: "project.git")
    }
    let asked = try stage.ask("Two")
    try governed.git("push -q origin \(stage.lane(of: "lead"))")
    let fetched = governed.run("fetch", in: "second")
    #expect(fetched.status == .refused)
    let lines = fetched.diagnostics.split(separator: "\n").filter { !$0.hasPrefix("hint: ") }
    #expect(lines.count == 10)
    #expect(lines.allSatisfy { $0.hasPrefix("held: [E101] 'refs/entangle/events/lead/") })
    #expect(lines.last?.hasSuffix("; and 2 more like it") == true)
    let whole = governed.run("fetch --json", in: "second")
    #expect(whole.output.matches(of: #/"problem":/#).count == 12)
    #expect(try stage.tip(stage.lane(of: "lead"), in: "second") == asked)
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("what is no commit, where a lane or the law was, holds back nothing else")
  func noCommit() throws {
    let proposal = try stage.approve("One")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    try governed.write("junk", to: "junk")
    let blob = try governed.git("hash-object -w ../junk", in: "project.git")
    let builder = try stage.lane(of: "builder")
    for ref in [try stage.lane(of: "reviewer"), "refs/entangle/trust"] {
      let good = try stage.tip(ref)
      try governed.git("update-ref \(ref) \(blob)", in: "project.git")
      let asked = try stage.ask("Two")
      let pushed = governed.run("push")
      #expect(pushed.status == .refused)
      let told =
        ref == "refs/entangle/trust"
        ? "held: [T103] '\(ref)': " : "fork: '\(ref)': two histories: \(good) here, "
      #expect(pushed.diagnostics.hasPrefix(told))
      #expect(pushed.output.contains(" \(try stage.lane(of: "lead"))\n"))
      let fetched = governed.run("fetch", in: "second")
      #expect(fetched.diagnostics.hasPrefix(told))
      #expect(!fetched.diagnostics.contains("event withdraw"))
      #expect(try stage.tip(stage.lane(of: "lead"), in: "second") == asked)
      if ref != "refs/entangle/trust" {
        let landed = try governed.succeed("land \(proposal)", as: "builder")
        #expect(try stage.tip(builder, in: "project.git") == landed)
      }
      try governed.git("update-ref \(ref) \(good)", in: "project.git")
    }
  }

  @Test("what is no commit, where the law was, is told with a way out that leads out")
  func noLaw() throws {
    let trust = "refs/entangle/trust"
    try governed.write("junk", to: "junk")
    let blob = try governed.git("hash-object -w ../junk", in: "project.git")
    try governed.git("update-ref \(trust) \(blob)", in: "project.git")
    let fetched = governed.run("fetch")
    #expect(fetched.status == .refused)
    let way = "git push --force origin \(trust)"
    #expect(fetched.diagnostics.contains("; where 'origin' has no hooks, '\(way)' puts the law"))
    #expect(!fetched.diagnostics.contains("trust resolve"))
    try governed.git(String(way.dropFirst("git ".count)))
    #expect(governed.run("fetch").status == .ok)
  }

  @Test("law of a remote that does not stand keeps nothing else from being pushed")
  func lawRefusedThere() throws {
    let trust = "refs/entangle/trust"
    let tip = try stage.tip(trust)
    let made = try governed.git("commit-tree \(tip)^{tree} -p \(tip) -m Law", in: "project.git")
    try governed.git("update-ref \(trust) \(made)", in: "project.git")
    let asked = try stage.ask("One")
    let pushed = governed.run("push")
    #expect(pushed.status == .refused)
    #expect(pushed.diagnostics.hasPrefix("held: [T103] '\(trust)': "))
    #expect(try stage.tip(stage.lane(of: "lead"), in: "project.git") == asked)
  }

  @Test("what is refused already keeps no law from being pushed that freezes its key")
  func revocation() throws {
    try stage.ask("One")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    try governed.succeed(
      "task request --to builder --brief Ahead", as: "lead", at: CommandHarness.moment + 86_400,
      in: "second")
    let lane = try stage.lane(of: "lead")
    try governed.git("push -q origin \(lane)", in: "second")
    #expect(governed.run("fetch").diagnostics.hasPrefix("held: [L107] '\(lane)': "))
    let key = lane.split(separator: "/").last ?? ""
    try governed.succeed("key revoke lead \(key) --reason frozen")
    #expect(try governed.succeed("push").hasSuffix(" refs/entangle/trust"))
  }

  @Test("a host that is silent too long keeps nothing back that goes elsewhere")
  func silence() throws {
    try governed.enrol("server", "host", person: "keeper")
    try governed.succeed("host epoch server --silence 86400")
    try governed.git("init -q --bare --initial-branch=main other.git")
    try governed.git("remote add other other.git")
    let pushed = governed.run("push other", at: CommandHarness.moment + 3 * 86_400)
    #expect(pushed.status == .undecided)
    #expect(pushed.diagnostics.hasPrefix("found: [J110] 'refs/entangle/receipts/1': "))
    #expect(!pushed.diagnostics.contains("trust withdraw"))
    #expect(try stage.refs(in: "other.git") == stage.refs())
    // Where nothing is offered it is told as well.
    #expect(governed.run("fetch other", at: CommandHarness.moment + 3_600).status == .ok)
    let fetched = governed.run("fetch other", at: CommandHarness.moment + 3 * 86_400)
    #expect(fetched.status == .undecided)
    #expect(fetched.diagnostics == pushed.diagnostics)
  }

  @Test("a branch whose name is too long to be mirrored is left out")
  func longName() throws {
    let asked = try stage.ask("One")
    try governed.succeed("push")
    let count = 4095 - "\(governed.harness.home)/project.git/refs/heads/.lock".utf8.count - 10
    var name = String(repeating: String(repeating: "b", count: 199) + "/", count: count / 200)
    name += String(repeating: "b", count: max(1, count % 200))
    try governed.git("update-ref refs/heads/\(name) main", in: "project.git")
    let fetched = governed.run("fetch", in: "second")
    #expect(fetched.status == .ok)
    #expect(fetched.diagnostics.contains("' of 'origin' is left out: its name is too long"))
    #expect(try stage.tip(stage.lane(of: "lead"), in: "second") == asked)
  }

  @Test("a branch of which a part of the name is too long to be mirrored is left out")
  func longPart() throws {
    let asked = try stage.ask("One")
    try governed.succeed("push")
    try governed.git("pack-refs --all", in: "project.git")
    // (No git on such a file system makes it; one that keeps refs otherwise can.)
    let file = governed.harness.home.appending("project.git/packed-refs")
    let name = "refs/heads/" + String(repeating: "z", count: 251)
    let line = "\(try governed.git("rev-parse main", in: "project.git")) \(name)\n"
    let packed = try FileSystem.read(file, limit: 1 << 20)
    try FileSystem.write(packed + Array(line.utf8), to: file, mode: 0o600, existing: .replace)
    let fetched = governed.run("fetch", in: "second")
    #expect(fetched.status == .ok)
    #expect(fetched.diagnostics.contains("' of 'origin' is left out: its name is too long"))
    #expect(try stage.tip(stage.lane(of: "lead"), in: "second") == asked)
  }
}
