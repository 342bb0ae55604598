import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("What a compromised key taints")
struct TaintTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness
  private let request: String
  private let landing: String

  /// One change has landed, approved by one of two reviewers, in answer to a task.
  init() throws {
    stage = try ExchangeHarness()
    governed = stage.governed
    try governed.enrol("second", "reviewer", person: "sue")
    try governed.graph(
      ["lead delegates builder", "reviewer reviews builder", "second reviews builder"],
      policies: ["main refs/heads/main 1 builder"])
    try governed.succeed("graph apply graph.json")
    request = try governed.succeed("task request --to builder --brief x", as: "lead")
    try governed.succeed("task accept \(request)", as: "builder")
    let proposal = try stage.approve("Change")
    landing = try governed.succeed("land \(proposal)", as: "builder")
  }

  private func document(_ line: String) throws -> [String: JSONValue] {
    let text = try governed.succeed(line) + "\n"
    guard case .object(let members)? = try? JSONValue(canonical: Array(text.utf8)) else {
      return [:]
    }
    return members
  }

  private func strings(_ document: [String: JSONValue], _ list: String, _ member: String)
    -> [String]
  {
    guard case .array(let items)? = document[list] else { return [] }
    return items.compactMap { item in
      guard case .object(let members) = item, case .string(let text)? = members[member] else {
        return nil
      }
      return text
    }
  }

  @Test("the events in causal order, and the commands that make them good again")
  func all() throws {
    try bounded()
    try mistakes()
    try whole()
  }

  private func whole() throws {
    let before = try stage.refs()
    let document = try document("taint --json builder")
    #expect(
      strings(document, "events", "kind") == [
        "task.accept", "change.propose", "approval.request", "approval.response", "land",
      ])
    #expect(document["law"] == .bool(false) && document["after"] == .integer(0))
    #expect(strings(document, "landings", "event") == [landing])
    #expect(
      strings(document, "commands", "purpose") == [
        "revoke", "key", "renew", "renew", "renew", "approve", "approve", "stand-by",
      ])
    #expect(try stage.refs() == before)

    // What it says is done, but for what another line makes needless: then nothing is tainted any more.
    guard case .array(let commands)? = document["commands"] else { return }
    try governed.succeed("key new new-key --use law --no-passphrase")
    for case .object(let step) in commands {
      guard case .string(let command)? = step["command"], step["spare"] == .bool(false),
        step["purpose"] != .string("stand-by")
      else { continue }
      try governed.succeed(String(command.dropFirst("entangle ".count)))
      if step["purpose"] == .string("revoke") {
        #expect(governed.run("verify").output.contains("[K106]"))
        let law = try self.document("taint --json builder")
        #expect(law["law"] == .bool(true))
        #expect(
          strings(law, "events", "id") == strings(document, "events", "id"))
        #expect(!strings(law, "commands", "purpose").contains("revoke"))
      }
    }
    let verified = governed.run("verify --porcelain")
    #expect(verified.status == .ok && !verified.output.contains("finding"))
    guard case .string(let lane)? = document["key"] else { return }
    #expect(try governed.succeed("taint \(lane)") == "nothing is tainted by \(lane) after event 0")
    try again(strings(document, "events", "id"))
  }

  /// The key that has renewed them is compromised as well.
  private func again(_ events: [String]) throws {
    let document = try document("taint --json builder")
    let ids = strings(document, "events", "id")
    let kinds = strings(document, "events", "kind")
    // (The landing was approved again by somebody else.)
    #expect(Set(ids).isSuperset(of: events.prefix(4)) && ids.count == 7)
    #expect(kinds.filter { $0 == "event.renew" }.count == 3)
    #expect(
      Set(strings(document, "events", "renewal"))
        == Set(zip(ids, kinds).filter { $1 == "event.renew" }.map(\.0)))
    #expect(
      strings(document, "commands", "purpose") == ["revoke", "key"]
        + Array(repeating: "renew", count: 6) + ["stand-by"])
    let text = try governed.succeed("taint builder")
    #expect(text.hasPrefix("7 events are tainted: 3 that builder/"))
    #expect(text.contains(", 4 that rest on such, or that it renewed\n"))
    #expect(text.contains("  its renewal "))
  }

  /// After its holder's last event, and what only rests on it.
  private func bounded() throws {
    let text = try governed.succeed("taint reviewer")
    let lines = text.split(separator: "\n")
    #expect(lines[0].hasPrefix("2 events are tainted: 1 that reviewer/"))
    #expect(lines[0].hasSuffix(" signed after event 0, 1 that rests on such"))
    #expect(lines[1].hasSuffix("event 1 by the key"))
    #expect(lines[2].hasPrefix(landing.prefix(10)) && lines[2].contains("  rests on "))
    #expect(
      text.contains(
        "\nWhat has landed stays. To be approved again:\n\nlanding \(landing) on refs/heads/main: "
          + "0 of 1 approvals\n  could approve: second (sue), reviewer (rob, needs a new key)\n"))
    #expect(text.contains("\nentangle renew \(landing) --as second # land, person sue\n"))
    #expect(text.contains("\n# or: entangle renew \(landing) --as reviewer # land, person rob"))
    let last = strings(try document("log --principal builder --json"), "events", "id")[0]
    #expect(
      try governed.succeed("taint builder@\(last)").hasPrefix("nothing is tainted by builder/"))
  }

  /// What is nobody's is an error.
  private func mistakes() throws {
    for (line, message) in [
      ("taint nobody", "names no key"),
      ("taint builder@0000", "is no event of 'builder' by that key"),
      ("taint --json builder@\(request)", "is no event of 'builder' by that key"),
    ] {
      let result = governed.run(line)
      #expect(result.status == .fatal && result.output == "")
      #expect(result.diagnostics.contains(message), "\(result.diagnostics)")
    }
    #expect(governed.run("taint").status == .usage)
  }
}
