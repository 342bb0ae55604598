import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Forks of the trust chain")
struct TrustForkTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness
  private let trust = "refs/entangle/trust"

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
  }

  /// The authority publishes a state here and another one in the clone, which is pushed.
  private func fork() throws {
    try governed.enrol("here", "service")
    try governed.succeed("key new there --use law --no-passphrase")
    try governed.succeed(
      "principal add there --kind service --person there --law there", in: "second")
    try governed.succeed("push", in: "second")
  }

  @Test("a fork is shown, and nothing is resolved where there is none")
  func show() throws {
    let none = governed.run("trust resolve nowhere")
    #expect(none.status == .fatal)
    #expect(none.diagnostics.contains("hint: entangle fetch nowhere"))
    #expect(governed.run("trust resolve --keep both").status == .usage)
    try governed.succeed("fetch")
    #expect(governed.run("trust resolve").status == .refused)
    try fork()
    let fetched = governed.run("fetch")
    #expect(fetched.status == .refused)
    #expect(fetched.diagnostics.contains("hint: 'entangle trust resolve origin' shows both"))
    let shown = governed.run("trust resolve")
    #expect(shown.status == .ok)
    #expect(shown.output.contains("ours:\n  state 6 "))
    #expect(shown.output.contains("theirs, 'origin':\n  state 6 "))
    #expect(shown.output.contains("+ principal here: kind service"))
    #expect(shown.output.contains("+ principal there: kind service"))
    #expect(shown.diagnostics.contains("'entangle trust withdraw', then 'entangle fetch origin'"))
    let ours = try stage.tip(trust)
    let seen = "refs/entangle-remotes/mirror/seen/entangle/trust"
    try governed.git("update-ref \(seen) \(ours)")
    #expect(governed.run("trust resolve").diagnostics.contains("nothing else decides"))
    try governed.git("update-ref -d \(seen)")
    let verified = governed.run("verify")
    #expect(verified.status == .ok)
    #expect(
      verified.diagnostics
        == "warning: 'origin' shows another branch of the trust chain after version 5\n"
        + "hint: entangle trust resolve origin\n")
    #expect(governed.run("verify --quiet").diagnostics == "")
    let pushed = governed.run("push")
    #expect(pushed.status == .refused)
    #expect(pushed.diagnostics.hasPrefix("fork: '\(trust)': "))
    #expect(governed.run("trust resolve --keep ours", as: "lead").status == .refused)
  }

  @Test(
    "the same draft, published by two, is no fork: the remote's commit is taken, and nothing is lost"
  )
  func sameDraft() throws {
    try governed.succeed("key new sue --use law --no-passphrase")
    try governed.succeed("principal add sue --kind authority --person sue --law sue --threshold 2")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    try governed.succeed("policy set main --approvals 2 --draft draft.json --with sue")
    try governed.succeed("trust publish draft.json")
    try governed.succeed("trust publish ../draft.json", as: "sue", in: "second")
    let (ours, theirs) = (try stage.tip(trust), try stage.tip(trust, in: "second"))
    #expect(ours != theirs)
    let asked = try stage.ask("Both", in: "second")
    try governed.succeed("push")

    #expect(governed.run("trust resolve origin", in: "second").status == .refused)
    try governed.succeed("push", in: "second")
    #expect(try stage.tip(trust, in: "second") == theirs)
    let moved = try governed.succeed("fetch", in: "second")
    #expect(moved.hasSuffix(" \(trust)"), "\(moved)")
    #expect(try stage.tip(trust, in: "second") == ours)
    #expect(try stage.refs(in: "second", below: "refs/entangle-void/").isEmpty)
    #expect(governed.run("trust resolve", in: "second").status == .refused)
    #expect(governed.run("verify", in: "second").diagnostics == "")
    try governed.succeed("fetch")
    try governed.succeed("task accept \(asked)", as: "builder")
  }

  @Test("who signs first below a commit of the same draft that is not taken is told to sign again")
  func sameDraftSigned() throws {
    try governed.succeed("key new sue --use law --no-passphrase")
    try governed.succeed("principal add sue --kind authority --person sue --law sue --threshold 2")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    try governed.succeed("key new next --use law --no-passphrase")
    try governed.succeed("key rotate lead --law next --draft draft.json --with sue")
    try governed.succeed("trust publish draft.json")
    try governed.succeed("trust publish ../draft.json", as: "sue", in: "second")
    let asked = try stage.ask("Both", in: "second")
    try governed.succeed("push")

    let wayBack =
      "hint: where nobody else has it, 'entangle event withdraw \(asked)' takes it back; "
      + "then 'entangle fetch', and sign it again\n"
    for command in ["push", "fetch"] {
      let told = governed.run(command, in: "second")
      #expect(told.status == .refused)
      #expect(told.diagnostics.contains("[L104]"), "\(told.diagnostics)")
      #expect(told.diagnostics.contains(wayBack), "\(told.diagnostics)")
      #expect(!told.diagnostics.contains("[E103]") && !told.diagnostics.contains("[L103]"))
    }
    #expect(try stage.tip(trust, in: "second") == stage.tip(trust))
    try governed.succeed("event withdraw \(asked)", in: "second")
    let again = try stage.ask("Again", in: "second")
    try governed.succeed("push", in: "second")
    try governed.succeed("fetch")
    try governed.succeed("task accept \(again)", as: "builder")
  }

  @Test("the branch here is kept: the remote and the clone follow, and lanes go on")
  func keepOurs() throws {
    try fork()
    let void = try stage.ask("Void", in: "second")
    try governed.succeed("push", in: "second")
    let lost = try stage.tip(trust, in: "second")
    _ = governed.run("fetch")
    try governed.succeed("trust resolve --keep ours")
    #expect(governed.run("verify").diagnostics == "")
    let again = governed.run("trust resolve --keep ours")
    #expect(again.status == .refused)
    #expect(again.diagnostics.contains("hint: entangle push origin"))
    try governed.succeed("fetch")
    let pushed = try governed.succeed("push")
    let tip = try stage.tip(trust)
    #expect(pushed.contains(" \(trust)"))
    #expect(try stage.tip(trust, in: "project.git") == tip)

    let moved = governed.run("fetch", in: "second")
    #expect(moved.status == .ok, "\(moved.diagnostics)")
    #expect(moved.diagnostics.contains("void; it is kept as 'refs/entangle-void/\(lost)'\n"))
    #expect(try stage.tip(trust, in: "second") == tip)
    #expect(try stage.tip("refs/entangle-void/\(lost)", in: "second") == lost)
    #expect(
      governed.run("fetch", in: "second") == CommandResult(status: .ok, output: "", diagnostics: "")
    )
    #expect(try governed.succeed("trust log", in: "second").contains("\n  makes void 6 "))

    let why = governed.run("why \(void)", in: "second")
    #expect(why.status == .refused)
    #expect(why.output.hasPrefix("refused: task.request \(void) by lead counts for nothing\n"))
    #expect(why.output.contains("A106"))
    let accepted = governed.run("task accept \(void)", as: "builder", in: "second")
    #expect(accepted.status == .refused)
    #expect(accepted.diagnostics.hasPrefix("entangle: [A107] "))
    let next = try stage.ask("Again", in: "second")
    try governed.succeed("task accept \(next)", as: "builder", in: "second")
    try governed.succeed("push", in: "second")
    try governed.succeed("fetch")
    #expect(try stage.refs() == stage.refs(in: "second"))
    for folder in [nil, "second", "project.git"] {
      #expect(governed.run("verify --trust-root \(stage.root)", in: folder).status == .ok)
    }
  }

  @Test("the other branch is kept, by a draft")
  func keepTheirs() throws {
    try fork()
    _ = governed.run("fetch")
    let lost = try stage.tip(trust)
    try governed.succeed("trust resolve --keep theirs --draft end.json", as: "lead")
    #expect(governed.run("trust resolve --keep theirs --draft end.json").status == .fatal)
    let unsigned = governed.run("trust publish end.json")
    #expect(unsigned.status == .refused)
    #expect(unsigned.diagnostics.hasPrefix("entangle: [T1"))
    let signed = try governed.succeed("trust sign end.json")
    #expect(signed.contains("version 7\n  makes void 6 "))
    try governed.succeed("trust publish end.json")
    #expect(try stage.tip("refs/entangle-void/\(lost)") == lost)
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    #expect(try stage.tip(trust, in: "second") == stage.tip(trust))
    #expect(governed.run("verify").diagnostics == "")
  }

  @Test("a change that is added to a draft keeps the end of the fork in it")
  func changeInDraft() throws {
    try fork()
    _ = governed.run("fetch")
    try governed.succeed("trust resolve --keep ours --draft end.json")
    try governed.succeed("principal suspend here --draft end.json")
    try governed.succeed("trust publish end.json")
    let log = try governed.succeed("trust log")
    #expect(log.hasSuffix("  ~ principals/service/here.json"))
    #expect(log.contains("\n  makes void 6 "))
    try governed.succeed("fetch")
    try governed.succeed("push")
  }

  @Test("who holds a branch with other authorities moves only when told")
  func otherAuthorities() throws {
    try governed.succeed("key new next --use law --no-passphrase")
    try governed.succeed("key rotate root --law next")
    try governed.succeed("key new there --use law --no-passphrase")
    try governed.succeed(
      "principal add there --kind service --person there --law there", in: "second")
    try governed.succeed("push")
    let lost = try stage.tip(trust, in: "second")
    #expect(governed.run("fetch", in: "second").status == .refused)
    try governed.succeed("trust resolve --keep theirs --draft end.json", in: "second")
    try governed.succeed("trust sign second/end.json")
    try governed.succeed("trust publish second/end.json")
    try governed.succeed("push")
    let held = governed.run("fetch", in: "second")
    #expect(held.status == .refused)
    #expect(held.diagnostics.contains("fork: '\(trust)'"))
    #expect(try stage.tip(trust, in: "second") == lost)
    let shown = governed.run("trust resolve", in: "second")
    #expect(shown.output.contains(", void\n"))
    #expect(shown.diagnostics.contains("theirs has made ours void; --keep theirs"))
    // The remote showed the branch that was here, once.
    let seen = "refs/entangle-remotes/origin/seen/entangle/trust"
    try governed.git("-C second update-ref \(seen) \(lost)")
    #expect(governed.run("fetch", in: "second").status == .refused)
    try governed.succeed("trust resolve --keep theirs", in: "second")
    #expect(try stage.tip(trust, in: "second") == stage.tip(trust))
    try governed.succeed("fetch", in: "second")
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("what landed under the law that lost is landed again where the branch stands")
  func landAgain() throws {
    try fork()
    let proposal = try stage.approve("line", in: "second")
    try governed.succeed("land \(proposal)", as: "builder", in: "second")
    let head = try stage.tip("HEAD", in: "second")
    _ = governed.run("fetch")
    try governed.succeed("trust resolve --keep ours")
    let pushed = governed.run("push")
    #expect(pushed.status == .refused)
    #expect(pushed.diagnostics.contains("[R101] 'refs/heads/main'"))
    #expect(pushed.diagnostics.contains("is void: land it again"))
    let fetched = governed.run("fetch", in: "second")
    #expect(fetched.diagnostics.contains("[R101] 'refs/heads/main'"))
    #expect(governed.run("verify", in: "second").status == .refused)
    let base = try stage.tip("HEAD^", in: "second")
    let again = try governed.succeed(
      "propose --ref main --base \(base) -m Again", as: "builder", in: "second")
    let request = try governed.succeed(
      "approval request \(again) --approver reviewer", as: "builder", in: "second")
    try governed.succeed("approve \(request)", as: "reviewer", in: "second")
    try governed.succeed("land \(again)", as: "builder", in: "second")
    #expect(try stage.tip("main", in: "project.git") == head)
    for folder in ["second", "project.git"] {
      let verified = governed.run("verify --trust-root \(stage.root)", in: folder)
      #expect(verified.status == .ok, "\(verified.output)")
    }
    try governed.succeed("fetch")
    #expect(governed.run("verify").status == .ok)
  }
}
