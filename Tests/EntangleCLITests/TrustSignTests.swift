import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Who may sign a draft")
struct TrustSignTests {
  private let governed: GovernedHarness

  init() throws {
    governed = try ExchangeHarness().governed
  }

  /// A signature that is refused, with what is told of it; the draft stays as it was.
  private func refused(_ line: String, as principal: String) throws -> String {
    let before = try governed.read("draft.json")
    let result = governed.run(line, as: principal)
    #expect(result.status == .refused)
    #expect(try governed.read("draft.json") == before)
    return result.diagnostics
  }

  @Test("who is no authority cannot, and the draft stays publishable")
  func others() throws {
    try governed.succeed("policy set main --approvals 2 --draft draft.json")
    #expect(
      try refused("trust sign draft.json", as: "lead")
        == "entangle: [T112] the signature of 'lead' would count for nothing: 'lead' is a user, "
        + "and no authority\nhint: have authorities sign: 'entangle principal list' names them\n")
    try governed.succeed("trust publish draft.json")
  }

  @Test("who makes a draft without a say in it does not sign it, nor can be made to")
  func maker() throws {
    let made = governed.run("policy set main --approvals 2 --draft draft.json", as: "lead")
    #expect(made.status == .ok)
    #expect(made.diagnostics.hasPrefix("not signed by 'lead': 'lead' is a user, and no authority"))
    #expect(try !governed.read("draft.json").contains("signatures/"))
    #expect(
      try refused("policy set main --approvals 3 --draft draft.json --with builder", as: "root")
        .contains("[T112] the signature of 'builder'"))
    try governed.succeed("trust sign draft.json")
    try governed.succeed("trust publish draft.json")
  }

  @Test("an authority that the draft enrols does, one that has retired does not")
  func authorities() throws {
    try governed.succeed("key new second --use law --no-passphrase")
    let add = "principal add second --kind authority --person sue --law second --threshold 2"
    try governed.succeed("\(add) --draft draft.json")
    try governed.succeed("trust sign draft.json", as: "second")
    try governed.succeed("trust publish draft.json")
    let retire = "principal retire second --threshold 1 --draft draft.json"
    try FileSystem.remove(governed.harness.home.appending("draft.json"))
    try governed.succeed("\(retire) --with second")
    try governed.succeed("trust publish draft.json")
    try FileSystem.remove(governed.harness.home.appending("draft.json"))
    try governed.succeed("policy set main --approvals 2 --draft draft.json")
    #expect(
      try refused("trust sign draft.json", as: "second").contains(": 'second' is retired\n"))
  }

  @Test("an operator signs what its role allows, as long as the authorities have not")
  func operators() throws {
    try governed.enrol("op", "operator", person: "olga")
    try governed.succeed("principal grant op admin --days 30")
    try governed.succeed("policy set main --approvals 2 --draft draft.json", as: "op")
    try governed.succeed("trust sign draft.json")
    #expect(
      try refused("trust sign draft.json", as: "op").contains("the authorities have signed it"))
    let published = governed.run("trust publish draft.json")
    #expect(published.status == .ok)
    #expect(
      published.diagnostics == "left out the signature of 'op', which counts for nothing\n")
    try FileSystem.remove(governed.harness.home.appending("draft.json"))
    try governed.succeed("policy set main --approvals 1 --draft draft.json")
    try governed.succeed("trust sign draft.json")
    #expect(
      try refused("trust sign draft.json", as: "op").contains("the authorities have signed it"))
    try FileSystem.remove(governed.harness.home.appending("draft.json"))
    let made = governed.run("policy set main --approvals 1 --draft draft.json", as: "op")
    #expect(
      made.diagnostics.hasPrefix(
        "not signed by 'op': 'op' may not change the policy of refs/heads/main\n"))
  }

  @Test("the recovery set signs only who the authorities are")
  func recovery() throws {
    try governed.git("init -q --initial-branch=main other")
    try governed.succeed("key new safe --use law --no-passphrase")
    try governed.succeed("init --as root --person lena --key root --recovery safe", in: "other")
    try governed.succeed("key new second --use law --no-passphrase")
    func draft(_ kind: String, threshold: Int) throws -> CommandResult {
      try FileSystem.remove(governed.harness.home.appending("draft.json"))
      let add = "principal add second --kind \(kind) --person sue --law second"
      try governed.succeed("\(add) --threshold \(threshold) --draft ../draft.json", in: "other")
      return governed.run("trust sign ../draft.json --recovery safe", in: "other")
    }
    #expect(try draft("authority", threshold: 2).status == .ok)
    let refused = try draft("user", threshold: 1)
    #expect(refused.status == .refused)
    #expect(
      refused.diagnostics
        == "entangle: [T128] the signature with the key 'safe' would count for nothing: the recovery set "
        + "changes the authorities alone, not 'principals/user/second.json'\n"
        + "hint: replace the authorities, and have the new ones do the rest\n")
    #expect(try !governed.read("draft.json").contains("signatures/recovery"))
  }

  @Test("what has been published is told to be")
  func published() throws {
    try governed.succeed("policy set main --approvals 2 --draft draft.json")
    try governed.succeed("trust publish draft.json")
    for line in ["trust sign draft.json", "trust publish draft.json"] {
      #expect(
        try refused(line, as: "root").hasPrefix(
          "entangle: [T108] the draft has been published: it is version "))
    }
    try governed.succeed("policy set main --approvals 1")
    #expect(try !refused("trust sign draft.json", as: "root").contains("in force"))
  }

  @Test("what follows law that is not here yet is to be fetched")
  func ahead() throws {
    try governed.succeed("push")
    try governed.succeed("clone --trust-root \(governed.succeed("trust pin")) project.git second")
    try governed.succeed("policy set main --approvals 2")
    try governed.succeed("policy set main --approvals 1 --draft draft.json")
    let early = governed.run("trust sign ../draft.json", in: "second")
    #expect(early.status == .refused)
    #expect(early.diagnostics.contains("\nhint: 'entangle fetch' brings what it follows"))
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    try governed.succeed("trust sign ../draft.json", in: "second")
  }

  @Test("a draft that is older than events which it would refuse is not published")
  func stale() throws {
    try governed.succeed("principal suspend builder --draft draft.json")
    let request = try governed.succeed("task request --to builder --brief Late", as: "lead")
    try governed.succeed("task accept \(request)", as: "builder")
    let before = try governed.git("rev-parse refs/entangle/trust")
    let stale = governed.run("trust publish draft.json")
    #expect(stale.status == .refused)
    #expect(
      stale.diagnostics
        == "entangle: events came after the draft and would be refused under it: 1 of 'builder'\n"
        + "hint: make the draft anew, so that its cuts have them, and have it signed again\n")
    #expect(try governed.git("rev-parse refs/entangle/trust") == before)
    try FileSystem.remove(governed.harness.home.appending("draft.json"))
    try governed.succeed("principal suspend builder --draft draft.json")
    try governed.succeed("trust publish draft.json")
    #expect(governed.run("verify").status == .ok)
  }

  @Test(
    "what can never be law is no draft, whoever would sign it",
    arguments: [
      ("principal add other --kind worker --person other --law lead", "T116", "own keys"),
      ("principal retire root", "T109", "make another authority first"),
      ("edge add lead delegates lead", "T120", "remove the edge"),
    ])
  func unlawful(_ line: String, _ code: String, _ hint: String) throws {
    try governed.succeed("policy set main --approvals 2 --draft draft.json")
    let before = try governed.read("draft.json")
    for file in ["draft.json", "new.json"] {
      let result = governed.run("\(line) --draft \(file)")
      #expect(result.status == .refused && result.output == "")
      #expect(result.diagnostics.hasPrefix("entangle: [\(code)] "), "\(result.diagnostics)")
      #expect(result.diagnostics.contains("\nhint: ") && result.diagnostics.contains(hint))
    }
    #expect(try governed.read("draft.json") == before)
    #expect(try FileSystem.status(governed.harness.home.appending("new.json")) == nil)
  }

  @Test("a draft that was changed by hand is not signed")
  func changed() throws {
    try governed.succeed("policy set main --approvals 2 --draft draft.json")
    let draft = try governed.read("draft.json")
    try governed.write(
      draft.replacing("approvals\\\": 2", with: "approvals\\\": 1"), to: "draft.json")
    for line in ["trust sign draft.json", "trust sign --dry-run draft.json"] {
      let result = governed.run(line)
      #expect(result.status == .refused && result.diagnostics.hasPrefix("entangle: [T106] "))
    }
    try governed.write(
      draft.replacing("SIGNATURE-----\\nU1NI", with: "SIGNATURE-----\\nU1NJ"), to: "draft.json")
    #expect(governed.run("trust sign draft.json").diagnostics.hasPrefix("entangle: [T111] "))
  }

  @Test("a draft that names a commit which is not here is not published")
  func lacking() throws {
    let stage = try ExchangeHarness(isShared: true)
    let governed = stage.governed
    _ = try stage.land("One")
    try governed.succeed("fetch", in: "second")
    try governed.git("switch -q -c clean HEAD~1")
    try governed.git("commit -q --allow-empty -m Instead")
    try governed.succeed("redact add main HEAD --reason secret --draft draft.json")
    let commit = try stage.tip("HEAD")
    let lacking = governed.run("trust publish ../draft.json", in: "second")
    #expect(lacking.status == .undecided)
    #expect(
      lacking.diagnostics.hasPrefix(
        "entangle: 'refs/heads/main' goes on from \(commit), which is not here\n"))
    try governed.succeed("trust publish draft.json")
  }
}
