import EntangleModel
import EntangleVerify
import Testing

@testable import EntangleCLI

@Suite("The forms of an answer")
struct VerifyFormTests {
  private let governed: GovernedHarness
  private let broken: String

  /// A lane of four events whose second one is no event.
  private static let prepared = Result {
    try PreparedHome(hasBaseline: true) { governed in
      try governed.enrol("lead", "user")
      try governed.enrol("builder", "worker")
      try governed.graph(["lead delegates builder"])
      try governed.succeed("graph apply graph.json")
      let root = try governed.succeed("task request --to builder --brief x", as: "lead")
      for _ in 0..<2 { try governed.succeed("task request --to builder --brief x", as: "lead") }
      let lane = try governed.git("for-each-ref --format=%(refname) refs/entangle/events/lead")
      let broken = try governed.git("commit-tree -p \(root) -m no \(root)^{tree}")
      let content = try governed.git("cat-file commit \(lane)")
      let before = try governed.git("rev-parse \(lane)^")
      try governed.write(
        content.replacing("parent \(before)", with: "parent \(broken)") + "\n", to: "c")
      let tip = try governed.git("hash-object -t commit -w c")
      try governed.git("update-ref \(lane) \(tip)")
      return broken
    }
  }

  init() throws {
    let prepared = try Self.prepared.get()
    governed = try GovernedHarness(prepared)
    broken = prepared.notes
  }

  @Test("people read the one reason, and how much follows from it")
  func text() throws {
    let brief = governed.run("verify")
    #expect(brief.status == .refused)
    #expect(brief.output.ranges(of: "\nrefused [").count == 1)
    #expect(brief.output.contains("\nrefused [E101] "))
    #expect(brief.output.contains("\n  object \(broken)\n  lane lead/"))
    #expect(brief.output.contains(", before event 3\n"))
    #expect(brief.output.hasSuffix("\n  \u{2026} and 1 that follows from it (--all lists it)\n"))
    #expect(governed.run("verify --all").output.contains("\n    [S101] "))
    let why = governed.run("why \(broken)")
    #expect(why.status == .refused)
    #expect(why.output.hasSuffix("\n  \u{2026} and 1 that follows from it (--all lists it)\n"))
    #expect(governed.run("why --all \(broken)").output.contains("\n    [S101] "))
  }

  @Test("scripts read fields")
  func porcelain() throws {
    let result = governed.run("verify --porcelain . refs/entangle/trust")
    #expect(result.status == .ok)
    let state = try governed.succeed("trust pin")
    #expect(
      result.output == """
        version\t1
        verdict\tverified
        repository\t\(state)
        as-of\t2026-01-02T03:04:05Z
        checked\tcommit\t0
        checked\tevent\t2
        checked\tlanding\t0
        checked\tlane\t1
        checked\ttrust\t4
        recorded\t0
        ref\trefs/entangle/trust

        """)
    let findings = governed.run("verify --porcelain").output.split(separator: "\n").filter {
      $0.hasPrefix("finding\t")
    }.map { $0.split(separator: "\t") }
    #expect(findings.map { $0[2] } == ["E101", "S101"])
    #expect(findings.map { $0[4] } == [broken[...], broken[...]])
  }

  @Test("a quiet command says nothing but errors")
  func quiet() {
    for line in [
      "verify --quiet", "verify -q", "why --quiet \(broken)", "why -q refs/entangle/trust",
    ] {
      let result = governed.run(line)
      #expect(result.output == "" && result.diagnostics == "")
      #expect(result.status == (line.hasSuffix("trust") ? .ok : .refused))
    }
    #expect(
      governed.run("why -q 00000000").diagnostics.hasPrefix("entangle: nothing in the record"))
    #expect(governed.run("verify -q nowhere").status == .fatal)
  }

  @Test("why one object stands is told to programs too")
  func why() throws {
    let stands = try governed.succeed("why --json refs/entangle/trust")
    for part in [
      "\"schema\": \"entangle/why@v1\"", "\"verdict\": \"verified\"", "\"reasons\": []",
      "\"object\": \"refs/entangle/trust\"", "\"title\": \"", "\"details\": [",
    ] {
      #expect(stands.contains(part), "\(part)")
    }
    let other = String(repeating: "0", count: 64)
    let unknown = governed.run("why --json --trust-root \(other) refs/entangle/trust")
    #expect(unknown.status == .refused)
    #expect(unknown.output.contains("\"schema\": \"entangle/why@v1\""))
    #expect(unknown.output.contains("\"code\": \"T102\""))
    #expect(governed.run("why --json --quiet main").status == .usage)
  }

  @Test("the denylist is judged and listed for programs")
  func denylist() throws {
    try governed.succeed("deny add builder --reason flood")
    let judged = try governed.succeed("deny verify --json")
    for part in [
      "\"schema\": \"entangle/deny-verify@v1\"", "\"verdict\": \"verified\"", "\"findings\": []",
      "\"entries\": 1", "\"holding\": 1", "\"repository\": \"",
    ] {
      #expect(judged.contains(part), "\(part)")
    }
    let list = try governed.succeed("deny list --json")
    #expect(list.contains("\"verdict\": \"verified\"") && list.contains("\"repository\": \""))
    let tree = try governed.git("mktree --missing")
    let forged = try governed.git("commit-tree -m no -p refs/entangle/denylist \(tree)")
    try governed.git("update-ref refs/entangle/denylist \(forged)")
    let refused = governed.run("deny verify --json")
    #expect(refused.status == .refused && refused.output.contains("\"code\": \"D101\""))
    #expect(refused.output.contains("\"verdict\": \"refused\"") && refused.diagnostics == "")
  }

  @Test("events of a principal that nobody enrolled are not just none")
  func unknownPrincipal() {
    let typo = governed.run("log --principal biulder")
    #expect(typo.status == .refused && typo.output == "")
    #expect(
      typo.diagnostics.hasSuffix(
        "entangle: [K101] 'biulder' is not enrolled\nhint: entangle principal list\n"))
    #expect(!governed.run("log --principal root").diagnostics.contains("K101"))
  }

  @Test("a rule is explained as 'rules' does")
  func explain() {
    let explained = governed.run("verify --explain W109")
    #expect(explained.status == .ok)
    #expect(explained == governed.run("rules W109"))
    #expect(governed.run("verify --json --explain W109") == governed.run("rules --json W109"))
    let unknown = governed.run("verify --explain X999")
    #expect(unknown.status == .usage && unknown.output == "")
    #expect(governed.run("verify --explain w109") == explained)
  }
}

@Suite("The options for the form of an answer")
struct ReportFormTests {
  @Test(
    "forms exclude each other",
    arguments: [
      "verify --json --porcelain", "verify --quiet --porcelain", "verify --all --json",
      "why --all --quiet main", "verify --explain W109 .", "verify --explain W109 --quiet",
      "verify --explain W109 --notes", "verify --explain",
    ])
  func mistakes(_ line: String) throws {
    let result = try CommandHarness().run(line)
    #expect(result.status == .usage && result.output == "")
  }

  @Test(
    "texts are as wide as the terminal, and nothing else is wrapped",
    arguments: [
      (false, 50, nil, nil), (true, 50, nil, 50), (true, nil, nil, 80), (true, 50, "60", 60),
      (true, 50, "x", 50), (true, 50, "0", 50), (false, nil, "60", nil),
    ] as [(Bool, Int?, String?, Int?)])
  func columns(_ isTerminal: Bool, _ has: Int?, _ said: String?, _ expected: Int?) throws {
    var context = try CommandHarness().context(
      environment: said.map { ["COLUMNS": $0] } ?? [:])
    context.output = CommandOutput(CapturedSink(), isTerminal: isTerminal, terminalColumns: has)
    #expect(context.outputColumns == expected)
  }
}
