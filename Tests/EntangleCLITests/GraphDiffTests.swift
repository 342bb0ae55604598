import Testing

@testable import EntangleCLI

@Suite("What changed between two graphs")
struct GraphDiffTests {
  private let governed: GovernedHarness

  private static let prepared = Result {
    try PreparedHome(hasBaseline: true) { governed in
      try governed.enrol("lead", "user", person: "lena")
      try governed.enrol("builder", "worker", person: "bo")
      try governed.graph(["lead delegates builder"], policies: ["main refs/heads/main 1 lead"])
      try governed.succeed("graph apply graph.json")
    }
  }

  init() throws {
    let prepared = try Self.prepared.get()
    governed = try GovernedHarness(prepared)
  }

  private func key(of id: String) throws -> String {
    let line = try governed.succeed("key show \(id)").split(separator: "\n").first ?? ""
    let list = try governed.succeed("principal list")
    let lines = list.split(separator: "\n")
    let place = try #require(lines.firstIndex { $0.hasPrefix(id + "  ") })
    try #require(line.hasPrefix("ssh-ed25519 "))
    return String(lines[place + 1].split(separator: " ")[1])
  }

  @Test("principals, keys, edges and policies are told, each with what differs")
  func states() throws {
    try governed.graph(
      ["lead delegates builder off", "builder delegates lead"],
      policies: ["main refs/heads/main 2 builder,lead", "dev refs/heads/dev 1 lead"])
    try governed.git("branch dev")
    try governed.succeed("graph apply graph.json")
    #expect(
      try governed.succeed("graph diff 4") == """
        + edge builder delegates lead: state enabled
        ~ edge lead delegates builder: state enabled -> disabled
        + policy dev: ref refs/heads/dev, approvals 1, landers lead
        ~ policy main: approvals 1 -> 2, landers lead -> builder,lead
        + beginning refs/heads/dev: commit \(try governed.git("rev-parse dev"))
        """)
    #expect(
      try governed.succeed("graph diff 2 3") == """
        + principal builder: kind worker, person bo, tenant main
        + key builder \(try key(of: "builder")): use law, from 2026-01-02T03:04:05Z, to \
        2026-04-02T03:04:05Z
        """)
    #expect(
      try governed.succeed("graph diff 4 3") == """
        - edge lead delegates builder: state enabled
        - policy main: ref refs/heads/main, approvals 1, landers lead
        """)
  }

  @Test("a state is named by its version or digest, and against itself nothing differs")
  func names() throws {
    let log = try governed.succeed("trust log").split(separator: "\n")
    let states = log.filter { $0.hasPrefix("state ") }.map { $0.split(separator: " ") }
    let newest = try #require(states.last)
    let digest = String(newest[2])
    #expect(newest[1] == "4")
    for name in [digest, String(digest.prefix(24)), "4:" + digest] {
      #expect(governed.run("graph diff --exit-code 4 \(name)").status == .ok, "\(name)")
      #expect(governed.run("graph diff --exit-code \(name) 3").status == .refused, "\(name)")
      #expect(governed.run("graph diff \(name) 3").status == .ok, "\(name)")
    }
    let none = governed.run("graph diff 9")
    #expect(none.status == .fatal)
    #expect(none.diagnostics == "entangle: there is no trust state 9\nhint: the newest is 4\n")
    #expect(governed.run("graph diff \(String(repeating: "0a", count: 8))").status == .fatal)
    #expect(governed.run("graph diff").status == .usage)
    #expect(governed.run("graph diff - -").status == .usage)
  }

  @Test("a file is compared by its edges and policies alone")
  func file() throws {
    #expect(try governed.succeed("graph diff graph.json") == "")
    try governed.graph(["builder delegates lead"], policies: ["main refs/heads/main 1 lead"])
    #expect(
      try governed.succeed("graph diff 4 graph.json") == """
        + edge builder delegates lead: state enabled
        - edge lead delegates builder: state enabled
        """)
    let empty = "{\"schema\": \"entangle/graph@v1\", \"edges\": [], \"policies\": []}"
    #expect(
      try governed.succeed("graph diff --json 4 -", input: empty).contains(
        """
              "change": "removed",
              "fields": {
                "state": {
                  "old": "enabled"
                }
              },
              "name": "lead delegates builder",
              "subject": "edge"
        """))
    #expect(governed.run("graph diff missing.json").status == .fatal)
  }

  @Test("numbers and lists are such for programs, as 'policy show' has them")
  func types() throws {
    try governed.graph([], policies: ["dev refs/heads/dev 2 builder,lead"])
    let json = try governed.succeed("graph diff --json 4 graph.json")
    #expect(json.contains("\"approvals\": {\n          \"new\": 2\n"))
    #expect(
      json.contains(
        "\"landers\": {\n          \"new\": [\n            \"builder\",\n            \"lead\"\n"))
  }

  @Test("what does not differ is not told")
  func unchanged() throws {
    let first = try governed.succeed("graph diff 1 4")
    #expect(!first.contains("threshold"))
    #expect(first.contains("+ principal lead: kind user, person lena, tenant main\n"))
  }

  @Test("suspension, the end of a key and the threshold are told")
  func standing() throws {
    try governed.succeed("principal suspend builder")
    #expect(
      try governed.succeed("graph diff 4 5") == "~ principal builder: status active -> suspended")
    let key = try key(of: "lead")
    try governed.succeed("key revoke lead \(key) --reason retired")
    #expect(
      try governed.succeed("graph diff 5 6")
        == "~ key lead \(key): ended none -> retired at 2026-01-02T03:04:05Z")
    try governed.succeed("key new second --use law --no-passphrase")
    try governed.succeed(
      "principal add second --kind authority --person sue --law second --threshold 2")
    #expect(
      try governed.succeed("graph diff 6 7").hasPrefix(
        "~ threshold: persons 1 -> 2\n+ principal second: kind authority, person sue, tenant main\n"
      ))
  }

  @Test("a draft is compared as the state that it would be, and its signer is shown the same")
  func draft() throws {
    let old = try key(of: "builder")
    try governed.succeed("policy set main --approvals 2 --draft draft.json")
    try governed.succeed("key new fresh --use law --no-passphrase")
    try governed.succeed("key rotate builder --law fresh --draft draft.json")
    let difference = try governed.succeed("graph diff 4 draft.json")
    #expect(difference.contains("+ key builder "))
    #expect(difference.contains("~ key builder \(old): ended none -> retired at "))
    #expect(difference.contains("~ policy main: approvals 1 -> 2"))
    let shown = try governed.succeed("trust sign -n draft.json")
    #expect(
      difference.split(separator: "\n").allSatisfy { shown.contains("\n  \($0)") }, "\(shown)")
  }

  @Test("whatever else is law is told between states")
  func law() throws {
    try governed.succeed("key new server --use law --no-passphrase")
    try governed.succeed("principal add server --kind host --person lena --law server")
    try governed.succeed("host epoch server")
    let epoch = try governed.succeed("graph diff 5")
    #expect(
      epoch.hasPrefix("+ epoch 1: host server, key \(try key(of: "server")), after 0:"), "\(epoch)")
    try governed.succeed("tenant bridge main other")
    #expect(try governed.succeed("graph diff 6") == "+ bridge main to other: tenants joined")
  }
}
