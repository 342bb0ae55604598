import EntangleModel
import Testing

@testable import EntangleCLI

@Suite("Showing one principal")
struct PrincipalShowTests {
  private let governed: GovernedHarness

  private static let prepared = Result {
    try PreparedHome(hasBaseline: true) { governed in
      try governed.enrol("lead", "user", person: "lena")
      try governed.enrol("builder", "worker", person: "bo", days: 5)
      try governed.graph(
        ["lead delegates builder", "builder reviews lead off"],
        policies: ["main refs/heads/main 1 lead"])
      try governed.succeed("graph apply graph.json")
    }
  }

  init() throws {
    let prepared = try Self.prepared.get()
    governed = try GovernedHarness(prepared)
  }

  @Test("edges, rights and lanes are shown")
  func text() throws {
    let signed = EventKind.all.filter { $0.signers.contains(.user) }.map(\.label)
    try governed.succeed("task request --to builder --brief Build", as: "lead")
    try governed.succeed("task request --to builder --brief Again", as: "lead")
    let lead = try governed.succeed("principal show lead").split(separator: "\n")
    #expect(lead.first == "lead  user, person lena, tenant main")
    #expect(lead[1] == "keys")
    #expect(lead[2].hasPrefix("  law  "))
    #expect(lead[2].hasSuffix("  2026-01-02T03:04:05Z to 2026-04-02T03:04:05Z  valid"))
    let key = lead[2].split(separator: " ")[1]
    #expect(
      lead[3...].joined(separator: "\n") == """
        edges
          lead delegates builder
          builder reviews lead, disabled
        rights
          signs \(signed.joined(separator: ", "))
          lands on refs/heads/main by the policy main
        lanes
          lead/\(key)  2 events
        """)
    let root = try governed.succeed("principal show root")
    #expect(root.hasSuffix("no end  valid\nrights\n  signs trust states"))
  }

  @Test("a key's window is told as it stands now")
  func window() throws {
    func builder(at moment: Int64) throws -> String {
      String(try governed.succeed("principal show builder", at: moment).split(separator: "\n")[2])
    }
    let moment = CommandHarness.moment
    #expect(try builder(at: moment).hasSuffix("Z  valid, ends soon"))
    #expect(try builder(at: moment + 5 * 86_400).hasSuffix("Z  valid, ends soon"))
    #expect(try builder(at: moment + 5 * 86_400 + 1).hasSuffix("Z  expired"))
  }

  @Test("programs get the same, and an unknown id is refused")
  func json() throws {
    try governed.succeed("task request --to builder --brief Build", as: "lead")
    let text = try governed.succeed("principal show lead --json")
    for part in [
      "\"events\": 1,\n", "\"refused\": 0\n", "\"window\": \"good\"", "\"task.request/1\"",
      "\"schema\": \"entangle/principal-show@v1\"", "\"ref\": \"refs/heads/main\"",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    let none = governed.run("principal show ghost")
    #expect(none.status == .refused)
    #expect(none.output == "")
    #expect(none.diagnostics.hasPrefix("entangle: 'ghost' is not enrolled\nhint: "))
  }

  @Test("of one who is suspended it is said that nothing counts")
  func suspended() throws {
    try governed.succeed("principal suspend builder")
    #expect(
      try governed.succeed("principal show builder").hasPrefix(
        "builder  worker, person bo, tenant main, suspended\n"
          + "what it signs while it is suspended counts for nothing\nkeys\n"))
  }

  @Test("a key is named by 4 digits at least")
  func shortKey() throws {
    let told = governed.run("key revoke lead 265 --reason retired").diagnostics
    #expect(told.contains("'265' is too short for a key id\nhint: give at least 4 "))
  }

  @Test("a brief comes from standard input as well, and what no brief may hold is told")
  func brief() throws {
    let line = "task request --to builder --brief -"
    let task = try governed.succeed(line, as: "lead", input: "Build it\n\nand test it\n")
    let shown = try governed.succeed("task show \(task)")
    #expect(shown.contains("    Build it\n    \n    and test it"), "\(shown)")
    let tab = governed.run(line, as: "lead", input: "a\tb\n")
    #expect(
      tab.diagnostics == "entangle: the text holds a control character, such as a tab\n"
        + "hint: indent by spaces; of control characters only newlines are taken\n")
    #expect(
      governed.run(line, as: "lead").diagnostics
        == "entangle: the text is empty\nhint: say something\n")
  }

  @Test("nobody bans himself, and what is not there is told with one status")
  func mistakes() {
    let banned = governed.run("deny add root --reason flood")
    #expect(banned.status == .refused)
    #expect(banned.diagnostics.contains("'root' would ban himself"), "\(banned.diagnostics)")
    for line in ["show 0123456", "why 0123456", "principal show nobody", "policy show other"] {
      #expect(governed.run(line).status == .refused, "\(line)")
    }
  }
}
