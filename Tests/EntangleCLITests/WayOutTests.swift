import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Ways out that help")
struct WayOutTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness()
    governed = stage.governed
  }

  /// What is told of a command line that is refused.
  private func told(_ line: String, as principal: String = "root") -> String {
    let result = governed.run(line, as: principal)
    #expect(result.status == .refused && result.output == "", "\(line)")
    return result.diagnostics
  }

  @Test("who is retired stays so")
  func retired() throws {
    try governed.succeed("principal retire builder")
    let enrol = "who is retired stays so: 'entangle principal add' enrols it anew"
    #expect(told("task request --to lead --brief x", as: "builder").contains("\nhint: \(enrol)"))
    let checked = governed.run("graph check").output
    #expect(checked.contains("hint: who is retired stays so: leave out what names 'builder'\n"))
    #expect(checked.contains("'builder' cannot sign events now: it is retired\n"))
    try governed.succeed("key new next --use law --no-passphrase")
    let again = "principal add builder --kind worker --person bo --law next"
    for line in ["key rotate builder --law next", again, "principal resume builder"] {
      let told = told(line)
      #expect(told.contains("'builder' is retired\nhint: \(enrol)"), "\(line): \(told)")
    }
    let expired = governed.run(
      "task request --to lead --brief x", as: "builder", at: CommandHarness.moment + 91 * 86_400)
    #expect(expired.diagnostics.contains("[K104] "), "\(expired.diagnostics)")
    #expect(expired.diagnostics.contains("\nhint: \(enrol)"), "\(expired.diagnostics)")
    let shown = governed.run("graph show").output
    #expect(shown.contains("builder   person bo  retired\n"))
    #expect(governed.run("graph show --json").output.contains("\"status\": \"retired\""))
    let dot = governed.run("graph show --format dot").output
    #expect(dot.contains("\"builder\" [label=\"builder\\n(bo, retired)\", style=dashed];"))
    #expect(governed.run("graph show --format mermaid").output.contains("(bo, retired)"))
  }

  @Test("a host that may not act opens no epoch, and is told what does")
  func hosts() throws {
    try governed.enrol("server", "host", person: "lena")
    try governed.succeed("principal suspend server")
    #expect(
      told("host epoch server") == """
        entangle: [T130] 'server' is suspended
        hint: 'entangle principal resume server' calls it back

        """)
    try governed.succeed("principal retire server")
    #expect(told("host epoch server").contains("under another id: 'entangle principal add <id> "))
  }

  @Test("who is suspended may be called back")
  func suspended() throws {
    try governed.succeed("principal suspend builder")
    #expect(
      governed.run("graph check").output.contains(
        "hint: 'entangle principal resume builder', where that is right, or leave out what names 'builder'\n"
      ))
    #expect(
      told("task request --to lead --brief x", as: "builder").contains(
        "\nhint: entangle principal resume, "))
  }

  @Test("no edge leads to oneself, or lets a kind do what it never does")
  func edges() {
    #expect(
      told("task request --to lead --brief x", as: "lead").hasSuffix(
        "\nhint: no edge leads from 'lead' to itself: ask somebody else\n"))
    #expect(
      told("task request --to root --brief x", as: "lead").contains(
        "\nhint: an authority never takes tasks on, whatever the graph says: ask a "))
  }

  @Test("no threshold helps where the last authority goes")
  func lastAuthority() {
    #expect(
      told("principal retire root").contains(
        "there would be no authority\nhint: nobody could change the law any more: make another authority first"
      ))
  }

  @Test("an epoch needs a host, and one that is enrolled another key")
  func epochs() throws {
    #expect(
      told("host epoch lead").hasPrefix("entangle: [T130] 'lead' is a user, and no host\n"))
    try governed.enrol("server", "host", person: "lena")
    try governed.succeed("host epoch server")
    #expect(
      told("host epoch server")
        == "entangle: [T130] 'server' has no key for law that has had no epoch yet\n"
        + "hint: 'entangle key rotate server --law <file>' gives it the key of 'entangle host status'\n"
    )
  }

  @Test("a hook of others is to call ours, or to go")
  func hooks() throws {
    try stage.hook("pre-receive", "exit 0")
    let result = governed.run("host doctor project.git")
    #expect(
      result.output.contains(
        "     hint: have it call 'entangle hook pre-receive', or take it away, then 'entangle host init "
      ))
  }

  @Test("a runner is asked with a command, or not at all")
  func runners() throws {
    try governed.enrol("runner", "runner", person: "lena")
    #expect(
      told("task request --to runner --brief x", as: "lead")
        == "entangle: [C102] 'runner' is a runner, and a runner needs a command\n"
        + "hint: say what it runs and which files are kept: --output <path> -- <program> <argument>...\n"
    )
    let task = try stage.ask("One")
    try governed.succeed("task accept \(task)", as: "builder")
    #expect(
      told("handoff \(task) --to runner", as: "builder")
        == "entangle: [C102] 'runner' is a runner, and the task has no command that it could run\n"
        + "hint: entangle task request --to runner --for \(task.prefix(10)) --brief <text> "
        + "--output <path> -- <program> <argument>...\n")
  }

  @Test("a question about one's own task names who has said nothing of it")
  func question() throws {
    let task = try stage.ask("One")
    let diagnostics = told("ask --about \(task) -m Well", as: "lead")
    #expect(diagnostics.contains("\(task) is by 'lead' himself, not by 'builder'\n"))
    #expect(diagnostics.contains("\nhint: name what 'builder' has said to 'lead', "))
  }

  @Test("an approved proposal waits for whoever may land it")
  func landing() throws {
    let proposal = try stage.approve("One")
    let status = try governed.succeed("status", as: "builder")
    #expect(status.hasPrefix("waits for you:\n  \(proposal.prefix(10))"))
    #expect(status.hasSuffix("  land the approved proposal"))
    try governed.succeed("policy set main --lander lead")
    #expect(try governed.succeed("status", as: "lead").contains("land the approved proposal"))
    #expect(try governed.succeed("status", as: "builder").hasPrefix("you wait for:\n"))
    try governed.succeed("policy set main --approvals 2")
    #expect(try governed.succeed("status", as: "lead") == "nothing waits")
    try governed.succeed("policy set main --approvals 1")
    try governed.succeed("push")
    try governed.succeed("land \(proposal)", as: "lead")
    #expect(try governed.succeed("status", as: "lead") == "nothing waits")
  }

  @Test("a bridge between tenants that nobody is of is warned of")
  func bridges() {
    let made = governed.run("tenant bridge main acme")
    #expect(made.status == .ok)
    #expect(made.diagnostics.hasPrefix("warning: nobody is of the tenant 'acme'\nhint: "))
    #expect(!made.diagnostics.contains("'main'"))
  }

  @Test("a branch whose name has other letters cannot be protected")
  func letters() {
    let result = governed.run("policy set fix/ünï --approvals 1 --lander lead")
    #expect(result.status == .usage)
    #expect(
      result.diagnostics.contains(
        "is no name of a branch that can be protected: such names are of ASCII alone"))
  }

  @Test("a branch whose name has other letters founds nothing where it is one's own")
  func founding() throws {
    try governed.git("init -q --bare their.git")
    try governed.git("push -q their.git main main:fünf")
    try governed.git("clone -q -o their -b main their.git mine")
    try governed.git("branch größe", in: "mine")
    let line = "init --as root --person lena --key root"
    let own = governed.run(line, in: "mine")
    #expect(own.status == .fatal)
    #expect(own.diagnostics.contains("the branch 'gr\\xc3\\xb6\\xc3\\x9fe' has a name"))
    #expect(own.diagnostics.contains("' renames it\n"))
    try governed.git("branch -m größe groesse", in: "mine")
    let founded = governed.run(line, in: "mine")
    #expect(founded.status == .ok)
    #expect(founded.diagnostics.contains("warning: the remote's branch 'f\\xc3\\xbcnf' has a name"))
    #expect(governed.run("verify", in: "mine").status == .ok)
  }

  @Test("what a branch has already is not said to be landed for a tag's sake")
  func tags() throws {
    func tag(_ name: String) throws {
      try governed.git(
        "-c gpg.format=ssh -c user.signingKey=\(stage.code) tag -s -m \(name) \(name)")
    }
    try tag("v1")
    let begun = told("tag v1", as: "builder")
    #expect(begun.contains("hint: 'refs/heads/main' has it already: "))
    try governed.git("commit -q --allow-empty -m more")
    try tag("v2")
    #expect(told("tag v2", as: "builder").contains("hint: land it, then tag it\n"))
  }

  @Test("what git would have somebody type is shown with spaces")
  func tabs() {
    let said = GitResult(
      isSuccess: false, text: "", talk: "fatal: no\nCall:\n\n\tgit config\n", hasExited: true)
    #expect(said.lines == ["fatal: no", "Call:", "    git config"])
  }
}
