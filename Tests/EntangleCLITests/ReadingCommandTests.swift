import EntangleModel
import EntangleSystem
import EntangleVerify
import Testing

@testable import EntangleCLI

@Suite("Commands that read a repository")
struct ReadingCommandTests {
  private let harness: CommandHarness
  private static let id = String(repeating: "7", count: 64)

  init() throws {
    harness = try CommandHarness()
  }

  /// Makes a git repository, bare, as `git init` lays it out.
  private func makeRepository(_ name: String, configuration: String = "") throws {
    let directory = harness.home.appending(name)
    for folder in ["objects", "refs/heads"] {
      try FileSystem.createDirectory(directory.appending(folder), mode: 0o700)
    }
    let core = "[core]\n\trepositoryformatversion = 1\n\tbare = true\n" + configuration
    for (file, text) in [("HEAD", "ref: refs/heads/main\n"), ("config", core)] {
      try FileSystem.write(
        Array(text.utf8), to: directory.appending(file), mode: 0o600, existing: .refuse)
    }
  }

  @Test(
    "outside a repository nothing can be read",
    arguments: [
      "verify", "why main", "trust log", "trust pin", "principal list", "graph show",
      "key allowed-signers", "graph check", "graph diff 1", "principal show a",
      "key allowed-signers", "log", "show 0123", "status", "task list", "task show 0123",
      "artifact list", "artifact show 0123", "artifact verify 0123",
    ])
  func outside(_ line: String) {
    let result = harness.run(line)
    #expect(result.status == .fatal)
    #expect(result.output == "")
    #expect(result.diagnostics.hasPrefix("entangle: not a git repository"))
  }

  @Test(
    "values that mean nothing are mistakes",
    arguments: [
      "verify --trust-root 00", "verify --trust-root \(id)0", "verify --as-of yesterday",
      "verify --as-of 2026-02-30T00:00:00Z", "verify --json --quiet", "why", "trust pin x",
      "why --trust-root g main", "log --kind task.nothing", "log -n 0", "log --ref a..b", "show",
      "status --as A", "task list --to A", "ask -m x", "review 0123 -m x --verdict maybe",
    ])
  func mistakes(_ line: String) {
    let result = harness.run(line)
    #expect(result.status == .usage)
    #expect(result.output == "")
  }

  @Test("a repository may lie where the name is not ASCII")
  func otherNames() throws {
    try makeRepository("größe")
    #expect(harness.run("verify größe").status == .undecided)
    var context = harness.context()
    context.currentDirectory = harness.home.appending("größe")
    #expect(try GovernedRepository.open(nil, in: context).path.hasSuffix("/größe"))
    context.currentDirectory = harness.home.appending([0xff])
    #expect(throws: CommandError.self) { try GovernedRepository.open(nil, in: context) }
  }

  @Test("a repository without a trust chain is undecided")
  func noTrustChain() throws {
    try makeRepository("plain")
    let result = harness.run("verify plain")
    #expect(result.status == .undecided)
    #expect(
      result.output == """
        undecided: 0 trust states
          repository unknown
          as of 2026-01-02T03:04:05Z

        undecided [T101] the trust root is not known
          no trust root is given or remembered for this repository
          hint: entangle trust pin <repository id>, or --trust-root; take the id from somebody you trust

        undecided [T123] there is no trust chain
          object refs/entangle/trust
          refs/entangle/trust is not there
          hint: 'entangle fetch' brings the law of a remote; 'entangle init' founds a repository that has none

        """)
    #expect(harness.run("verify --quiet plain").output == "")
    #expect(harness.run("why --repository plain main").status == .undecided)
  }

  @Test("the report is one canonical document")
  func json() throws {
    try makeRepository("plain")
    let result = harness.run("verify --json --as-of 2026-05-01T00:00:00Z plain")
    #expect(result.status == .undecided)
    #expect(result.output.hasPrefix("{\n  \"asOf\": \"2026-05-01T00:00:00Z\",\n  \"checked\": {\n"))
    #expect(
      result.output.hasSuffix(
        """
          "repository": "unknown",
          "schema": "entangle/report@v1",
          "verdict": "undecided"
        }

        """))
  }

  @Test("a pin is remembered, shown and asked for by verify")
  func pin() throws {
    try makeRepository("plain")
    let none = harness.run("trust pin --repository plain")
    #expect(none.status == .refused)
    #expect(none.output == "")
    #expect(
      harness.run("trust pin --repository plain \(Self.id)")
        == CommandResult(status: .ok, output: "", diagnostics: ""))
    #expect(harness.run("trust pin --repository plain").output == Self.id + "\n")
    let result = harness.run("verify plain")
    #expect(!result.output.contains("T101"))
    #expect(result.output.contains("[T123]"))
  }

  @Test(
    "without a trust chain there is nothing to list",
    arguments: ["trust log", "principal list", "graph show", "key allowed-signers"])
  func nothingToList(_ line: String) throws {
    try makeRepository("plain")
    let result = harness.run(line + " plain")
    #expect(result.status == .undecided)
    #expect(result.output == "")
    #expect(result.diagnostics.hasPrefix("entangle: [T123] "))
  }

  @Test(
    "without a trust chain nothing can be supposed, and nothing is refused for that",
    arguments: ["taint --repository plain 0123", "what-if --revoke 0123 plain"])
  func nothingToSuppose(_ line: String) throws {
    try makeRepository("plain")
    let result = harness.run(line)
    #expect(result.status == .undecided && result.output == "")
    #expect(result.diagnostics.hasPrefix("entangle: [T123] "))
  }

  @Test(
    "without a trust chain no event stands",
    arguments: [
      "log", "show 0123", "status --as a", "task list", "task show 0123", "artifact list",
      "artifact show 0123", "artifact verify 0123",
    ])
  func noEvents(_ line: String) throws {
    try makeRepository("plain")
    let result = harness.run(line + " --repository plain")
    #expect(result.status == .undecided)
    #expect(result.output == "")
    #expect(result.diagnostics.hasPrefix("entangle: [T123] there is no law here\n"))
  }

  @Test("a SHA-256 repository is read like any other", arguments: ["verify", "trust log"])
  func sha256(_ line: String) throws {
    try makeRepository("plain")
    try makeRepository("wide", configuration: "[extensions]\n\tobjectformat = sha256\n")
    let result = harness.run(line + " wide")
    let plain = harness.run(line + " plain")
    #expect(result.status == .undecided)
    #expect(result.status == plain.status)
    #expect(result.output == plain.output)
  }

  @Test(
    "a repository of a format unknown is told apart, not misread", arguments: ["verify", "log"])
  func otherFormat(_ line: String) throws {
    try makeRepository("odd", configuration: "[extensions]\n\tobjectformat = sha3\n")
    let result = harness.run(line == "log" ? "log --repository odd" : line + " odd")
    #expect(result.status == .fatal)
    #expect(result.output == "")
    #expect(result.diagnostics.contains("unsupported object format 'sha3'"))
  }

  @Test("the book of rules is listed, and each rule explained")
  func rules() {
    let list = harness.run("rules")
    #expect(list.status == .ok)
    #expect(list.output.contains("\nW109  approvals are missing\n"))
    let one = harness.run("rules W109")
    #expect(one.output.hasPrefix("W109: approvals are missing\nrule: "))
    #expect(one.output.contains("\nstops: "))
    #expect(one.output.contains("\nhint: "))
    let json = harness.run("rules --json W109").output
    #expect(json.contains("\"code\": \"W109\""))
    #expect(!json.contains("W108"))
    #expect(harness.run("rules w109") == one)
    let none = harness.run("rules X999")
    #expect(none.status == .usage && none.output == "")
    #expect(
      none.diagnostics.hasPrefix(
        "entangle: 'X999' is no code of a rule; 'entangle rules' lists them\nusage: "))
  }

  @Test("the kinds of event are listed, and each explained")
  func kinds() {
    let list = harness.run("kinds")
    #expect(list.output.split(separator: "\n").count == EventKind.all.count)
    #expect(list.output.contains("\ntask.accept          Takes on a task"))
    let one = harness.run("kinds task.handoff").output
    #expect(one.hasPrefix("task.handoff: Hands an accepted task"))
    #expect(one.contains("\nneeds: signer hands-off To\n"))
    #expect(one.contains("\nphase of the task: accepted to handed off; begins one as requested\n"))
    let json = harness.run("kinds --json task.request").output
    #expect(json.contains("\"begins\": \"requested\""))
    #expect(json.contains("\"fewest\": 0"))
    #expect(!json.contains("task.reject"))
    #expect(harness.run("kinds task.nothing").status == .usage)
  }

  @Test("the tables are printed as the documents have them")
  func markdown() {
    #expect(harness.run("rules --markdown").output == RuleBook.markdown)
    #expect(harness.run("kinds --markdown").output == EventKind.markdown)
    for (line, title) in [("rules W109", "## W109"), ("kinds land", "## land\n")] {
      let part = harness.run(line + " --markdown").output
      #expect(part.hasPrefix(title))
      #expect(part.split(separator: "\n").filter { $0.hasPrefix("## ") }.count == 1)
      #expect(harness.run(line + " --markdown --json").status == .usage)
    }
  }

  @Test(
    "where nobody has founded anything, it is said how law comes",
    arguments: ["status --as lead", "policy set main --approvals 1"])
  func unfounded(_ line: String) throws {
    try makeRepository("plain")
    let result = harness.run(line, terminal: ScriptedTerminal([]), in: "plain")
    #expect(result.status == .undecided)
    #expect(
      result.diagnostics == "entangle: [T123] there is no law here\n"
        + "hint: 'entangle init' founds it, 'entangle fetch' brings that of a remote\n")
  }

  @Test(
    "what is of a command is refused where there is none",
    arguments: ["--timeout 0", "--env A", "--output q"])
  func commandOptions(_ option: String) {
    #expect(harness.run("task request --to a --brief x \(option)").status == .usage)
  }

  @Test("a variable of a command is given once")
  func variablesOnce() {
    let result = harness.run(
      "task request --to a --brief x --output q --env A=1 --env B= --env A=2 -- true")
    #expect(result.status == .usage)
    #expect(result.diagnostics.hasPrefix("entangle: '--env' gives 'A' twice\n"))
  }
}
