import EntangleModel
import Testing

@testable import EntangleCLI

@Suite("Services: whom they let connect")
struct ServiceCommandTests {
  private let governed: GovernedHarness

  private static let prepared = Result {
    try PreparedHome(hasBaseline: false) { governed in
      try governed.enrol("lead", "user", person: "lena")
      try governed.enrol("builder", "worker", person: "bo")
      try governed.enrol("index", "service", person: "ida")
      try governed.graph(["lead contacts builder"], policies: [])
      try governed.succeed("graph apply graph.json")
    }
  }

  init() throws {
    let prepared = try Self.prepared.get()
    governed = try GovernedHarness(prepared)
  }

  private func access(_ words: String) throws { try governed.succeed("principal access " + words) }

  private func standing() throws -> [String] {
    let json = try governed.succeed("requests --all --json")
    guard case .object(let members) = try JSONValue(parsing: Array(json.utf8)),
      case .array(let requests)? = members["requests"]
    else { return ["no document"] }
    return requests.compactMap { request in
      guard case .object(let members) = request, case .string(let from)? = members["from"],
        case .string(let standing)? = members["standing"]
      else { return nil }
      return "\(from) \(standing)"
    }.sorted()
  }

  @Test("a service of which nothing is said lets in nobody, whoever introduces him")
  func silence() throws {
    let refused = governed.run("connect index", as: "builder")
    #expect(refused.status == .refused)
    #expect(refused.diagnostics.contains("[W122]"))
    #expect(refused.diagnostics.contains("'index' has no access list"))
    let introduction = try governed.succeed("introduce index --to builder", as: "lead")
    let again = governed.run("connect index --introduction \(introduction)", as: "builder")
    #expect(again.status == .refused && again.diagnostics.contains("[W122]"))
    #expect(try standing() == [])
    let shown = try governed.succeed("principal show index")
    #expect(shown.contains("access\n  lets in nobody\n"))
  }

  @Test("who is on the list is let in at once, and asks; who is not waits for the verdict")
  func decisions() throws {
    try access("index allowlist --allow builder --decides")
    let shown = try governed.succeed("principal show index")
    #expect(shown.contains("access\n  lets in builder; decides on everybody else\n"))
    let builder = governed.run("connect index -m Hello", as: "builder")
    #expect(builder.status == .ok)
    #expect(builder.diagnostics.contains("'index' lets you in: the connection stands"))
    let request = String(builder.output.dropLast())
    let question = try governed.succeed("ask --about \(request) -m Well", as: "builder")
    try governed.succeed("answer \(question) -m Yes", as: "index")
    #expect(governed.run("verdict \(request) reject", as: "index").diagnostics.contains("[W115]"))

    let lead = governed.run("connect index -m Me-too", as: "lead")
    #expect(lead.diagnostics.contains("'index' has to decide on it"))
    let second = String(lead.output.dropLast())
    #expect(
      governed.run("ask --about \(second) -m Well", as: "lead").diagnostics.contains("[W101]"))
    let waiting = try governed.succeed("requests")
    #expect(waiting.contains("requested  lead to index") && waiting.contains("Me-too"))
    #expect(!waiting.contains("builder"))
    #expect(try governed.succeed("requests --to lead") == "")
    #expect(try standing() == ["builder accepted", "lead requested"])
    #expect(governed.run("verdict \(second) accept", as: "builder").diagnostics.contains("[W101]"))
    let verdict = try governed.succeed("verdict \(second) accept -m Fine", as: "index")
    try governed.succeed("ask --about \(verdict) -m Well", as: "lead")
    try governed.succeed("ask --about \(second) -m Again", as: "lead")
    try governed.succeed("ask --about \(second) -m And-you", as: "index")
    #expect(try governed.succeed("requests") == "")
    #expect(try standing() == ["builder accepted", "lead accepted"])
    try governed.succeed("close \(request)", as: "builder")
    #expect(try standing() == ["builder closed", "lead accepted"])
    #expect(try governed.succeed("verify").hasPrefix("verified"))
  }

  @Test("what the law takes back is gone, whoever was let in")
  func loss() throws {
    try access("index public")
    let request = try governed.succeed("connect index", as: "builder")
    try access("index allowlist --allow lead")
    let question = governed.run("ask --about \(request) -m Well", as: "builder")
    #expect(question.status == .refused && question.diagnostics.contains("[W122]"))
    #expect(governed.run("connect index", as: "builder").diagnostics.contains("allowlist alone"))
    try access("index none --decides")
    let second = try governed.succeed("connect index", as: "lead")
    try access("index none")
    #expect(governed.run("verdict \(second) accept", as: "index").diagnostics.contains("[W122]"))
    try governed.succeed("verdict \(second) reject", as: "index")
    #expect(try governed.succeed("verify").hasPrefix("verified"))
  }

  @Test("a request that has expired waits no more")
  func expiry() throws {
    try access("index none --decides")
    try governed.succeed("connect index --days 1", as: "builder")
    let later = CommandHarness.moment + 86_400
    #expect(try governed.succeed("requests", at: later).contains("builder to index"))
    #expect(try governed.succeed("requests", at: later + 1) == "")
    #expect(
      try governed.succeed("requests --all", at: later + 1).contains("expired  builder to index"))
  }

  @Test("what a thief of a key may have asked is shown to nobody")
  func theft() throws {
    try access("index none --decides")
    try governed.succeed("connect index", as: "builder")
    let second = try governed.succeed("connect index", as: "lead")
    let key = try governed.succeed("principal show builder").split(separator: "\n")[2]
      .split(separator: " ")[1]
    try governed.succeed("key revoke builder \(key) --reason compromised --after 0")
    #expect(try standing() == ["lead requested"])
    let status = try governed.succeed("status", as: "index")
    #expect(status.contains(String(second.prefix(10))))
    #expect(status.split(separator: "\n").count == 2)
  }

  @Test(
    "what is no list is refused",
    arguments: [
      ("index everybody", ExitStatus.usage, "'everybody' is no list"),
      ("index allowlist", .usage, "an allowlist needs '--allow'"),
      ("index public --allow lead", .usage, "'--allow' goes with 'allowlist' alone"),
      ("builder public", .refused, "[T131]"),
      ("index allowlist --allow nobody", .refused, "[T119]"),
      ("index allowlist --allow index", .refused, "[T131]"),
    ])
  func mistakes(words: String, status: ExitStatus, said: String) {
    let result = governed.run("principal access " + words)
    #expect(result.status == status && result.diagnostics.contains(said), "\(result.diagnostics)")
  }

  @Test("a graph file sets access lists, or leaves them")
  func graphFile() throws {
    func apply(_ services: String) throws {
      try governed.succeed(
        "graph apply -",
        input: #"{"schema": "entangle/graph@v1", "edges": [], "policies": []"# + services + "}")
    }
    try apply(
      #", "services": [{"name": "index", "access": "allowlist", "allowed": ["lead", "builder"]}]"#)
    let list = "services\n  index  lets in builder, lead\n"
    #expect(governed.run("graph show").output.hasSuffix(list))
    #expect(
      try governed.succeed("graph show --json").contains(#""access": "allowlist""#))
    try apply("")
    #expect(governed.run("graph show").output.hasSuffix(list))
    try access("index allowlist --allow lead --decides")
    #expect(
      try governed.succeed("graph diff 6")
        == "~ service index: allowed builder,lead -> lead, others none -> decided")
    try apply(#", "services": []"#)
    #expect(!governed.run("graph show").output.contains("services"))
    let check = governed.run(
      "graph check -",
      input: #"{"schema": "entangle/graph@v1", "edges": [], "policies": [], "services": "#
        + #"[{"name": "lead", "access": "public"}, {"name": "ghost", "access": "public"}]}"#)
    #expect(check.output.contains("no-service") && check.output.contains("the user 'lead' has an"))
    #expect(check.output.contains("unknown-principal"))
    #expect(check.output.contains("the access list of 'ghost'"))
  }

  @Test("an operator narrows a list, and opens none")
  func operators() throws {
    try governed.enrol("hal", "operator", person: "hal")
    try governed.succeed("principal grant hal admin")
    try access("index public --decides")
    try governed.succeed("principal access index allowlist --allow lead --as hal")
    for words in ["index public", "index allowlist --allow lead --allow builder", "index contacts"]
    {
      let result = governed.run("principal access \(words) --as hal")
      #expect(result.status == .refused && result.diagnostics.contains("[T127]"), "\(words)")
    }
    try governed.succeed("principal access index none --as hal")
    #expect(
      governed.run("principal access index public --as hal").diagnostics.contains("[T127]"))
  }

  @Test("what would be under another list is told before it is law")
  func supposed() throws {
    try access("index public")
    try governed.succeed("connect index", as: "builder")
    let result = governed.run(
      "what-if --graph -",
      input: #"{"schema": "entangle/graph@v1", "edges": [], "policies": [], "#
        + #""services": [{"name": "index", "access": "contacts"}]}"#)
    #expect(result.output.contains("W122"), "\(result.output)\(result.diagnostics)")
  }
}
