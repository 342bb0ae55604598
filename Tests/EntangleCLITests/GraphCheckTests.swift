import Testing

@testable import EntangleCLI

@Suite("Checking a graph before it is signed")
struct GraphCheckTests {
  private let governed: GovernedHarness

  private static let prepared = Result {
    try PreparedHome(hasBaseline: true) { governed in
      try governed.enrol("lead", "user", person: "lena")
      try governed.enrol("builder", "worker", person: "bo")
      try governed.enrol("reviewer", "reviewer", person: "rob")
    }
  }

  init() throws {
    let prepared = try Self.prepared.get()
    governed = try GovernedHarness(prepared)
  }

  private static let good = ["lead delegates builder", "reviewer reviews builder"]

  /// What is found in a graph, each as severity, word and subject.
  private func findings(_ edges: [String], _ policies: [String] = []) throws -> [String] {
    try governed.graph(edges, policies: policies)
    let result = governed.run("graph check graph.json --json")
    let lines = result.output.split(separator: "\n").map { $0.drop { $0 == " " } }
    func values(_ name: String) -> [String] {
      lines.filter { $0.hasPrefix("\"\(name)\": \"") }.map {
        String($0.dropFirst(name.count + 5).prefix { $0 != "\"" })
      }
    }
    let words = zip(values("severity"), values("code")).map { "\($0) \($1)" }
    let found = zip(words, values("subject")).map { "\($0) \($1)" }
    #expect((result.status == .ok) == found.allSatisfy { $0.hasPrefix("note ") })
    return found
  }

  @Test("nothing is found in a graph that is whole, and what it says can be applied")
  func whole() throws {
    #expect(try findings(Self.good, ["main refs/heads/main 1 builder,lead"]) == [])
    #expect(
      governed.run("graph check graph.json")
        == CommandResult(status: .ok, output: "0 errors, 0 warnings, 0 notes\n", diagnostics: ""))
    try governed.succeed("graph apply graph.json")
    #expect(governed.run("graph check").output == "0 errors, 0 warnings, 0 notes\n")
  }

  @Test("names that nobody enrolled are told once, with every place")
  func unknown() throws {
    let edges = Self.good + ["lead delegates ghost", "ghost reviews builder"]
    #expect(
      try findings(edges, ["main refs/heads/main 1 builder,ghost"])
        == ["error unknown-principal ghost"])
    #expect(
      governed.run("graph check graph.json").output == """
        error [unknown-principal] 'ghost' is not enrolled, but stands in the edge 'lead delegates \
        ghost', the edge 'ghost reviews builder', the policy 'main'
          hint: 'entangle principal add ghost' enrols it
        1 error, 0 warnings, 0 notes

        """)
    #expect(governed.run("graph apply graph.json").diagnostics.contains("[T119]"))
  }

  @Test("an edge to itself, and two policies for one branch, are what the verifier refuses too")
  func refused() throws {
    #expect(
      try findings(Self.good + ["builder delegates builder"])
        == ["error self-edge builder delegates builder"])
    #expect(governed.run("graph apply graph.json").diagnostics.contains("[T120]"))
    #expect(
      try findings(Self.good, ["a refs/heads/main 1 lead", "b refs/heads/main 1 builder"])
        == ["error duplicate-policy b"])
    #expect(governed.run("graph apply graph.json").diagnostics.contains("[T122]"))
  }

  @Test("what another rule of the verifier has against it is told by that rule")
  func unlawful() throws {
    try governed.succeed("key new guest --use law --no-passphrase")
    try governed.succeed(
      "principal add guest --kind worker --person gus --tenant other --law guest")
    let edges = Self.good + ["lead delegates guest", "reviewer reviews guest off"]
    #expect(
      try findings(edges, ["next refs/heads/next 1 lead"]) == [
        "error unlawful T114", "error unlawful T136", "warning unreviewed-task guest",
        "note disabled-edge reviewer reviews guest",
      ])
    let told = governed.run("graph check graph.json").output
    #expect(
      told.hasPrefix("error [unlawful] there is no 'refs/heads/next' here: it begins where it "))
    #expect(
      told.contains(
        """
        error [unlawful] an edge between tenants: 'lead delegates guest': of 'main' to 'other' [T136]
          hint: 'entangle tenant bridge <from> <to>' where that is meant

        """))
    #expect(governed.run("graph apply graph.json").diagnostics.contains("[T114] there is no"))
    try governed.git("branch next")
    try governed.succeed("tenant bridge main other")
    #expect(try !findings(edges, ["next refs/heads/next 1 lead"]).contains { $0.contains("error") })
    try governed.succeed("graph apply graph.json")
    let removal = governed.run("tenant bridge main other --remove")
    #expect(
      removal.diagnostics.hasSuffix(
        "hint: 'entangle edge remove lead delegates guest' comes before that, or first in the same --draft\n"
      ))
    try governed.succeed("edge remove lead delegates guest --draft draft.json")
    try governed.succeed("tenant bridge main other --remove --draft draft.json")
    try governed.succeed("trust publish draft.json")
  }

  @Test("a file that is no graph is an error of its own")
  func malformed() throws {
    try governed.write("{\"schema\": \"x\\u001b\"}", to: "bad.json")
    let result = governed.run("graph check bad.json")
    #expect(result.status == .refused)
    #expect(result.output.hasPrefix("error [malformed] '"))
    #expect(governed.run("graph check none.json").status == .fatal)
    let twice = try findings(["lead delegates builder", "lead delegates builder"])
    #expect(twice.count == 1 && twice.first?.hasPrefix("error malformed ") == true)
  }

  @Test("approvals that can never be had are an error")
  func approvals() throws {
    #expect(
      try findings(Self.good, ["main refs/heads/main 2 builder"])
        == ["error approvals-unmet main"])
    #expect(
      governed.run("graph check graph.json").output.contains(
        "asks for approval by 2 persons, and at most 1 person ('rob') may approve any one change"))
    let more = Self.good + ["lead reviews builder"]
    #expect(try findings(more, ["main refs/heads/main 2 builder"]) == [])
    #expect(
      try findings(["lead delegates builder", "reviewer reviews builder off"])
        == [
          "warning unreviewed-task builder",
          "note disabled-edge reviewer reviews builder",
          "note unreachable-principal reviewer",
        ])
  }

  @Test("two principals of one person approve once, and nobody approves his own work")
  func persons() throws {
    try governed.enrol("rob-2", "reviewer", person: "rob")
    try governed.enrol("bo-2", "reviewer", person: "bo")
    let edges = Self.good + ["rob-2 reviews builder", "bo-2 reviews builder"]
    #expect(
      try findings(edges, ["main refs/heads/main 2 builder"])
        == ["error approvals-unmet main", "warning idle-edge bo-2 reviews builder"])
  }

  @Test("approval by the lander's own person alone is a warning")
  func ownLander() throws {
    let edges = ["lead delegates builder", "lead reviews builder"]
    #expect(
      try findings(edges, ["main refs/heads/main 1 lead"])
        == ["warning approvals-by-lander main", "note unreachable-principal reviewer"])
    #expect(
      try findings(edges, ["main refs/heads/main 1 builder"])
        == ["note unreachable-principal reviewer"])
  }

  @Test("a policy that only those name who never land is an error")
  func noLander() throws {
    #expect(
      try findings(Self.good, ["main refs/heads/main 1 reviewer"]) == ["error no-lander main"])
  }

  @Test("edges along which nothing can go are told")
  func idle() throws {
    #expect(
      try findings(Self.good + ["reviewer delegates builder", "lead delegates root"])
        == [
          "warning idle-edge lead delegates root",
          "warning idle-edge reviewer delegates builder",
        ])
    #expect(
      try findings(Self.good + ["builder reviews lead", "lead reviews reviewer"])
        == ["warning idle-edge builder reviews lead", "warning idle-edge lead reviews reviewer"])
  }

  @Test("work is reviewed where the one who asked for it is reviewed")
  func unreviewed() throws {
    #expect(try findings(["lead delegates builder", "reviewer reviews lead"]) == [])
    #expect(
      try findings(["lead delegates builder"], ["main refs/heads/main 1 reviewer"])
        == ["error no-lander main", "warning unreviewed-task builder"])
  }

  @Test("a host needs no edge")
  func hosts() throws {
    try governed.enrol("server", "host", person: "lena")
    #expect(try findings(Self.good) == [])
  }

  @Test("whoever has no valid key is told, and only where something names it")
  func keys() throws {
    try governed.enrol("brief", "worker", person: "bo", days: 1)
    try governed.enrol("idle", "worker", person: "bo", days: 1)
    try governed.succeed("key new code --use code --no-passphrase")
    try governed.succeed("principal add coder --kind worker --person bo --code code")
    try governed.graph(
      Self.good + ["lead delegates brief", "reviewer reviews brief"],
      policies: ["main refs/heads/main 1 coder,lead"])
    let later = CommandHarness.moment + 86_401
    let result = governed.run("graph check graph.json", at: later)
    #expect(result.status == .refused)
    #expect(
      result.output == """
        warning [no-valid-key] 'brief' cannot sign events now: its key ended 2026-01-03T03:04:05Z
          hint: enrol a valid key for events, or leave out what names 'brief'
        warning [no-valid-key] 'coder' cannot sign events now: it has no key for events
          hint: enrol a valid key for events, or leave out what names 'coder'
        0 errors, 2 warnings, 0 notes

        """)
    let now = governed.run("graph check graph.json").output
    #expect(
      now.contains("[key-lapses-soon] the key of 'brief' for events ends 2026-01-03T03:04:05Z"))
    #expect(!now.contains("[no-valid-key] 'brief'"))

    try governed.enrol("short", "user", person: "sam", days: 1)
    try governed.graph(
      ["lead delegates builder", "short reviews builder"],
      policies: ["main refs/heads/main 1 lead"])
    #expect(!governed.run("graph check graph.json").output.contains("[approvals-unmet]"))
    #expect(governed.run("graph check graph.json", at: later).output.contains("[approvals-unmet]"))
  }

  @Test("whoever is suspended neither reviews nor lands")
  func suspended() throws {
    try governed.graph(Self.good, policies: ["main refs/heads/main 1 builder"])
    try governed.succeed("graph apply graph.json")
    try governed.succeed("principal suspend reviewer")
    let result = governed.run("graph check")
    #expect(result.status == .refused)
    #expect(result.output.contains("error [approvals-unmet] the policy 'main' asks for"))
    #expect(
      result.output.contains("[no-valid-key] 'reviewer' cannot sign events now: it is suspended"))
    try governed.succeed("principal resume reviewer")
    try governed.succeed("principal suspend builder")
    #expect(governed.run("graph check").output.contains("error [no-lander] no lander of"))
  }

  @Test("tasks that can go round are a note, and so is an edge that is off")
  func cycles() throws {
    try governed.enrol("second", "worker", person: "sue")
    let edges = Self.good + ["reviewer reviews second", "builder delegates second"]
    #expect(try findings(edges) == [])
    #expect(
      try findings(edges + ["second delegates lead"])
        == ["note delegation-cycle builder lead second"])
    #expect(
      try findings(edges + ["second delegates lead off"])
        == ["note disabled-edge second delegates lead"])
  }

  @Test("a document comes from standard input, too")
  func standardInput() {
    let empty = "{\"schema\": \"entangle/graph@v1\", \"edges\": [], \"policies\": []}"
    let result = governed.run("graph check -", input: empty)
    #expect(result.status == .ok)
    #expect(result.output.hasSuffix("0 errors, 0 warnings, 3 notes\n"))
    #expect(governed.run("graph check - --json", input: "{").output.contains("standard input"))
  }

  @Test("machines of one person hand tasks to each other, and whoever asks is answered")
  func ownMachines() throws {
    try governed.enrol("bo-2", "worker", person: "bo")
    try governed.enrol("engine", "runner", person: "bo")
    let edges = Self.good + ["builder hands-off bo-2", "engine contacts builder"]
    #expect(try findings(edges) == [])
    #expect(
      try findings(Self.good + ["builder hands-off root"]).contains(
        "warning idle-edge builder hands-off root"))
    #expect(
      governed.run("graph check graph.json").output.contains("an authority never accepts tasks"))
  }
}
