import Testing

@testable import EntangleCLI

@Suite("One edge of the graph")
struct EdgeTests {
  private let governed: GovernedHarness

  private static let prepared = Result {
    try PreparedHome(hasBaseline: true) { governed in
      try governed.enrol("lead", "user", person: "lena")
      try governed.enrol("builder", "worker", person: "bo")
      try governed.enrol("reviewer", "reviewer", person: "rob")
      try governed.graph(["reviewer reviews builder", "builder delegates lead off"])
      try governed.succeed("graph apply graph.json")
    }
  }

  init() throws {
    let prepared = try Self.prepared.get()
    governed = try GovernedHarness(prepared)
  }

  @Test("an edge is drawn and taken away, and all else stays")
  func both() throws {
    let early = governed.run("task request --to builder --brief x", as: "lead")
    #expect(early.diagnostics.hasSuffix("hint: entangle edge add lead delegates builder\n"))
    try governed.succeed("edge add lead delegates builder")
    #expect(try governed.succeed("graph diff 5") == "+ edge lead delegates builder: state enabled")
    try governed.succeed("task request --to builder --brief x", as: "lead")
    #expect(governed.run("edge add lead delegates builder").diagnostics == "nothing to change\n")
    try governed.succeed("edge remove lead delegates builder")
    #expect(try governed.succeed("graph diff 6") == "- edge lead delegates builder: state enabled")
  }

  @Test("a disabled edge is enabled")
  func enabled() throws {
    try governed.succeed("edge add builder delegates lead")
    #expect(
      try governed.succeed("graph diff 5")
        == "~ edge builder delegates lead: state disabled -> enabled")
  }

  @Test(
    "what makes no edge is refused",
    arguments: [
      ("edge remove lead reviews builder", "there is no edge 'lead reviews builder'"),
      ("edge add lead delegates nobody", "[T119]"), ("edge add lead delegates lead", "[T120]"),
      ("edge add lead likes builder", "'likes' is no relation"),
    ])
  func refused(_ line: String, _ message: String) {
    let result = governed.run(line)
    #expect(result.status != .ok && result.output == "")
    #expect(result.diagnostics.contains(message), "\(result.diagnostics)")
  }

  @Test("what it leads to is warned of, and several make one draft")
  func drafted() throws {
    let idle = governed.run("edge add builder reviews lead --draft draft.json")
    #expect(idle.status == .ok && idle.diagnostics.contains("warning: [idle-edge] "))
    try governed.succeed("edge remove reviewer reviews builder --draft draft.json")
    #expect(
      try governed.succeed("graph diff 5 draft.json")
        == "+ edge builder reviews lead: state enabled\n- edge reviewer reviews builder: state enabled"
    )
  }
}
