import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Proving one object")
struct ProveTests {
  private let governed: GovernedHarness
  private let request: String
  private let root: String

  private static let prepared = Result {
    try PreparedHome(hasBaseline: true) { governed in
      try governed.enrol("lead", "user")
      try governed.enrol("builder", "worker")
      try governed.succeed("graph apply " + governed.graph(["lead delegates builder"]))
      let request = try governed.succeed("task request --to builder --brief x", as: "lead")
      let root = try governed.succeed("trust pin")
      return (request, root)
    }
  }

  init() throws {
    let prepared = try Self.prepared.get()
    governed = try GovernedHarness(prepared)
    (request, root) = prepared.notes
  }

  /// Proves something into a file; gives its name.
  private func prove(_ object: String) throws -> String {
    try governed.write(governed.succeed("prove \(object)") + "\n", to: "proof.json")
  }

  @Test("a proof is verified without the repository, by its trust root")
  func verified() throws {
    let accept = try governed.succeed("task accept \(request)", as: "builder")
    let file = try prove(accept)
    try governed.git("init -q elsewhere")
    let path = governed.harness.home.appending(file).description
    let proof = governed.run("verify --proof \(path) --trust-root \(root)", in: "elsewhere")
    #expect(proof.status == .ok)
    #expect(proof.output.hasPrefix("verified: task.accept \(accept)"))
    #expect(proof.output.contains("\n  repository \(root)\n  as of trust state 4, issued "))
    #expect(proof.output.contains("\n  by task.request \(request.prefix(10)) of lead, "))
    #expect(proof.output.contains("\nnot shown:\n  what came later: "))
    // Pinned here for the other repository.
    #expect(governed.run("verify --proof \(path)", in: "elsewhere").status == .ok)
    let json = governed.run("verify --json --proof -", input: try read(file))
    #expect(json.status == .ok && json.output.contains("\"schema\": \"entangle/proof-report@v1\""))
    let other = String(repeating: "0", count: 64)
    let refused = governed.run("verify --proof \(path) --trust-root \(other)")
    #expect(refused.status == .refused && refused.output.contains("[T102]"))
  }

  @Test("a changed proof is refused, and one of nobody's repository undecided")
  func changed() throws {
    let file = try prove(request)
    let text = try read(file)
    try governed.write(
      text.replacing("\"type\": \"event\"", with: "\"type\": \"thing\""), to: "changed.json")
    let changed = governed.run("verify --proof changed.json")
    #expect(changed.status == .refused && changed.output == "")
    #expect(changed.diagnostics.hasPrefix("entangle: 'changed.json' is no proof: "))
    try governed.write(text + "\n", to: "longer.json")
    #expect(governed.run("verify --proof longer.json").status == .refused)
    let stranger = try GovernedHarness()
    try stranger.write(text, to: "proof.json")
    let unknown = stranger.run("verify --proof proof.json")
    #expect(unknown.status == .undecided && unknown.output.contains("[T101]"))
  }

  @Test("nothing is proved of what does not stand, and a proof is judged alone")
  func nothing() throws {
    let missing = governed.run("prove 0123abcd")
    #expect(missing.status == .refused && missing.output == "")
    try governed.git("branch other")
    let open = governed.run("prove other")
    #expect(open.status == .refused && open.output == "")
    #expect(governed.run("verify --proof x .").status == .usage)
    for option in ["--notes", "--full"] {
      #expect(governed.run("verify --proof x \(option)").status == .usage)
    }
    for option in ["--as-of 2026-01-01T00:00:00Z", "--full", "--notes", "--all", "."] {
      #expect(governed.run("verify --evidence x \(option)").status == .usage)
    }
  }

  private func read(_ name: String) throws -> String {
    String(
      decoding: try FileSystem.read(governed.harness.home.appending(name), limit: 1 << 20),
      as: UTF8.self)
  }
}
