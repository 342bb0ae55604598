import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("What if")
struct WhatIfTests {
  private let stage: LandedStage
  private let governed: GovernedHarness

  init() throws {
    stage = try LandedStage()
    governed = stage.governed
  }

  /// One repository for all of it: to make one takes longer than to ask.
  @Test("what was never law is asked about, and nothing is written")
  func questions() throws {
    let before = try stage.everything()
    try policy()
    try same()
    try revoke()
    try revokeCode()
    try json()
    try unlawful()
    #expect(try stage.everything() == before)
    try graph()
    try refused()
  }

  /// A stricter policy: which landings it would not have allowed, and who could approve.
  private func policy() throws {
    let policy = try stage.policy(2)
    let result = governed.run("what-if --policy \(policy)")
    #expect(result.status == .refused)
    let parts = result.output.split(separator: "published now, as the next state: ")
    #expect(
      parts[0].hasPrefix(
        "judged under it from the beginning: 8 would turn invalid\n\nrefused [W109]"))
    #expect(parts[0].ranges(of: "\nrefused [").count == 1)
    #expect(parts[0].contains("\n  object \(stage.landings[0])\n"))
    #expect(parts[0].contains("\n  \u{2026} and 7 that follow from it (--all lists them)\n"))
    for landing in stage.landings {
      #expect(
        parts[0].contains(
          "\nlanding \(landing) on refs/heads/main: 1 of 2 approvals\n  approved by rob\n"
            + "  could approve: second (sue)\n"))
    }
    #expect(
      parts[1].hasPrefix("1 open proposal would lack approvals\n\nproposal ")
        && parts[1].hasSuffix("\n  approved by rob\n  could approve: second (sue)\n"))
    let now = governed.run("what-if --now --policy \(policy)")
    #expect(now.status == .ok && now.output == "published now, as the next state: " + parts[1])
    let three = try governed.run("what-if --policy \(stage.policy(3))").output
    #expect(three.contains("  could approve: second (sue)\n  these are too few persons\n"))
    let other = try governed.run("what-if --policy \(stage.policy(1, "lead"))")
    #expect(other.status == .refused && other.output.contains("\nrefused [W112]"))
  }

  /// The law in force changes nothing.
  private func same() throws {
    let nothing =
      "judged under it from the beginning: nothing would change\n\n"
      + "published now, as the next state: nothing would change\n"
    for line in ["--policy \(try stage.policy(1))", "--graph graph.json"] {
      let result = governed.run("what-if " + line)
      #expect(result.status == .ok && result.output == nothing)
    }
  }

  /// A graph: what it takes away is judged from the beginning, what was taken away before is not.
  private func graph() throws {
    let main = "main refs/heads/main 1 builder"
    try governed.succeed("task request --to builder --brief x", as: "lead")
    try governed.graph(Array(LandedStage.edges.dropFirst()), policies: [main])
    let result = governed.run("what-if --graph graph.json")
    #expect(result.status == .refused)
    #expect(result.output.contains("\nrefused [A102] no edge allows it\n"))
    #expect(result.output.contains("\n  'lead delegates builder'\n"))
    #expect(result.output.hasSuffix("\npublished now, as the next state: nothing would change\n"))
    // Once it is law, the same graph is no news any more.
    try governed.succeed("graph apply graph.json")
    #expect(governed.run("what-if --graph graph.json").status == .ok)
    try governed.graph(
      LandedStage.edges.dropFirst().map { $0.hasPrefix("reviewer") ? $0 + " off" : $0 },
      policies: [main])
    let off = governed.run("what-if --graph graph.json")
    #expect(
      off.status == .refused && off.output.contains("\nrefused [A103] the edge is disabled\n"))
    #expect(!off.output.contains("lead delegates builder"))
  }

  /// A key: what it signed would not count, or is tainted where it was seen.
  private func revoke() throws {
    let log = try governed.succeed("log --principal builder --json")
    guard case .object(let document)? = try? JSONValue(parsing: Array(log.utf8)),
      case .array(let events)? = document["events"], case .object(let last)? = events.first,
      case .object(let first)? = events.last, case .string(let key)? = last["key"],
      case .string(let newest)? = last["id"], case .string(let oldest)? = first["id"]
    else {
      Issue.record("no events")
      return
    }
    let none = governed.run("what-if --revoke builder@\(newest)")
    let blocked =
      "published now, as the next state: 1 open proposal could not land\n\nproposal "
    #expect(none.status == .ok && none.output.contains(": nothing would change\n\n\(blocked)"))
    #expect(none.output.hasSuffix(" could not land: no lander of the policy could sign [W112]\n"))
    let result = governed.run("what-if --revoke builder/\(key.prefix(8))@\(oldest.prefix(12))")
    #expect(result.status == .refused)
    let parts = result.output.split(separator: "published now, as the next state: ")
    #expect(parts[0].contains(": 10 would turn invalid\n\nrefused [K105] the key is revoked\n"))
    #expect(parts[0].contains(", event 2, approval.request\n"))
    #expect(
      parts[1].hasPrefix(
        "10 would become tainted, 1 open proposal could not land\n\nwarning [K106] "))
    #expect(governed.run("what-if --now --revoke \(key)@\(oldest)").status == .ok)
    #expect(governed.run("what-if --revoke reviewer").output.contains(": 9 would turn invalid\n"))
  }

  /// A key for code: what it signed would not have landed.
  private func revokeCode() throws {
    let listed = try ChildProcess(
      "ssh-keygen", ["-l", "-f", stage.stage.code + ".pub"],
      environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]
    ).run()
    let fingerprint = try #require(
      listed.standardOutput.text.split(separator: " ").dropFirst().first)
    let result = governed.run("what-if --revoke \(fingerprint)")
    #expect(result.status == .refused)
    #expect(result.output.contains("\nrefused [G103] "))
    let head = try governed.git("rev-parse HEAD")
    #expect(
      result.output.hasSuffix(" could not land: \(head) has to be signed anew [G103]\n"),
      "\(result.output)")
    let json = governed.run("what-if --json --now --revoke \(fingerprint)").output
    #expect(json.contains("\"blocked\": [\n") && json.contains("\"code\": \"G103\""))
    let mistaken = governed.run("what-if --revoke \(fingerprint)@0123")
    #expect(mistaken.status == .fatal && mistaken.diagnostics.contains("signs no events"))
  }

  /// Programs get both answers, each finding with its root.
  private func json() throws {
    let policy = try stage.policy(2)
    let text = governed.run("what-if --json --policy \(policy)").output
    guard case .object(let document)? = try? JSONValue(canonical: Array(text.utf8)),
      case .object(let always)? = document["always"], case .object(let now)? = document["now"],
      case .array(let invalid)? = always["invalid"],
      case .array(let landings)? = always["landings"],
      case .array(let proposals)? = now["proposals"]
    else {
      Issue.record("not the document: \(text)")
      return
    }
    #expect(document["schema"] == .string("entangle/what-if@v1"))
    #expect(document["verdict"] == .string("verified") && always["verdict"] == .string("refused"))
    #expect(now["verdict"] == .string("verified"))
    #expect(invalid.count == 8 && landings.count == 2 && proposals.count == 1)
    for finding in invalid {
      guard case .object(let members) = finding else { continue }
      #expect(members["root"] == .string(stage.landings[0]))
    }
  }

  /// What can never be law is refused, and what names nothing fatal.
  private func unlawful() throws {
    let ghost = governed.run("what-if --policy \(try stage.policy(1, "ghost"))")
    #expect(ghost.status == .refused && ghost.output == "")
    #expect(ghost.diagnostics.hasPrefix("entangle: [T119] this can never be law: "))
    try governed.write(
      "{\"schema\": \"entangle/branch-policy@v1\", \"ref\": \"refs/heads/absent\", \"landers\": "
        + "[\"builder\"], \"approvals\": 1}", to: "absent.json")
    #expect(
      governed.run("what-if --policy absent.json").diagnostics.hasPrefix(
        "entangle: [T114] there is no 'refs/heads/absent' here: "))
    try governed.graph(["lead delegates ghost"])
    #expect(governed.run("what-if --graph graph.json").diagnostics.hasPrefix("entangle: [T119] "))
    try governed.write("{}", to: "empty.json")
    for line in [
      "--policy empty.json", "--policy nowhere.json", "--graph empty.json", "--revoke nobody",
      "--revoke builder@0000", "--revoke \(String(repeating: "0", count: 32))", "--revoke b/1234",
      "--revoke SHA256:AAAA", "--policy \(try stage.policy(0))",
    ] {
      let result = governed.run("what-if " + line)
      #expect(result.status == .fatal && result.output == "", "\(line)")
      #expect(result.diagnostics.hasPrefix("entangle: "))
    }
  }

  @Test("an approval of a change that its giver has signed a commit of counts for nothing")
  func ownWork() throws {
    let late = governed.harness.home.appending("late").description
    let made = try ChildProcess(
      "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", late],
      environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]
    ).run()
    try #require(made.isSuccess)
    try governed.git("reset -q --hard origin/main")
    try governed.git(
      "-c gpg.format=ssh -c user.signingKey=\(late) commit -q -S --allow-empty -m Own")
    let proposal = try governed.succeed("propose --ref main -m Own", as: "builder")
    let request = try governed.succeed(
      "approval request \(proposal) --approver reviewer --approver second", as: "builder")
    for approver in ["reviewer", "second"] {
      try governed.succeed("approve \(request)", as: approver)
    }
    try governed.succeed("principal add own --kind worker --person rob --code \(late).pub")
    let told = try governed.succeed("what-if --now --policy \(stage.policy(2))")
    #expect(
      told.contains(
        "\nproposal \(proposal) on refs/heads/main: 1 of 2 approvals\n  approved by sue\n"),
      "\(told)")
  }

  /// A repository that is refused already is told, and only what would change.
  private func refused() throws {
    let forged = try governed.git("commit-tree -m no HEAD^{tree}")
    try governed.git("update-ref refs/entangle/odd \(forged)")
    let result = governed.run("what-if --policy \(try stage.policy(1))")
    #expect(result.status == .ok && result.output.ranges(of: "nothing would change").count == 2)
    #expect(result.diagnostics.hasPrefix("warning: [O104] the repository is refused as it is; "))
    // Somebody froze a key of his own last, and cut his own lane alone: authorities would cut all.
    let law = try governed.git("show refs/entangle/trust:principals/user/lead.json")
    #expect(!law.contains("frozen"))
    let keys = try governed.succeed("principal show lead --json").split(separator: "\"")
    let key = try #require(keys.first { $0.wholeMatch(of: /[0-9a-f]{32}/) != nil })
    try governed.succeed("key revoke lead \(key) --reason frozen", as: "lead")
    let revoked = governed.run("what-if --revoke reviewer").output
    #expect(revoked.hasPrefix("judged under it from the beginning: 9 would turn invalid\n"))
    try governed.git("update-ref -d refs/entangle/trust")
    let lost = governed.run("what-if --policy \(try stage.policy(1))")
    #expect(lost.status == .refused && lost.output == "")
  }
}

@Suite("The options of what-if")
struct WhatIfOptionTests {
  @Test("the command line must say one thing")
  func mistakes() throws {
    for line in [
      "", "--policy a --graph b", "--graph a --revoke b", "--revoke @1234", "--revoke x@",
      "--policy a --all --json",
    ] {
      #expect(try CommandHarness().run("what-if " + line).status == .usage)
    }
  }
}
