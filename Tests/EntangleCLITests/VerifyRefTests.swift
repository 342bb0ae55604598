import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Verifying some refs")
struct VerifyRefTests {
  private let governed: GovernedHarness
  private let request: String

  /// A protected branch, and a lane.
  private static let prepared = Result {
    try PreparedHome(hasBaseline: true) { governed in
      try governed.enrol("lead", "user")
      try governed.enrol("builder", "worker")
      try governed.succeed(
        "graph apply "
          + governed.graph(
            ["lead delegates builder"], policies: ["main refs/heads/main 1 lead"]))
      let request = try governed.succeed("task request --to builder --brief x", as: "lead")
      try governed.succeed("task accept \(request)", as: "builder")
      return request
    }
  }

  init() throws {
    let prepared = try Self.prepared.get()
    governed = try GovernedHarness(prepared)
    request = prepared.notes
  }

  private func lane(_ id: String) throws -> String {
    try governed.git("for-each-ref --format=%(refname) refs/entangle/events/\(id)")
  }

  /// Puts a commit that is no event on a lane.
  private func spoil(_ id: String) throws {
    let lane = try lane(id)
    let forged = try governed.git("commit-tree -p \(lane) -m no \(lane)^{tree}")
    try governed.git("update-ref \(lane) \(forged)")
  }

  @Test("the verdict is about the refs that are named, and says so")
  func named() throws {
    try spoil("builder")
    #expect(governed.run("verify").status == .refused)
    let main = governed.run("verify . main refs/entangle/trust")
    #expect(main.status == .ok)
    #expect(main.output.contains("\n  as far as it bears on refs/heads/main\n"))
    #expect(main.output.contains("\n  as far as it bears on refs/entangle/trust\n"))
    let lead = try governed.run("verify --json . \(lane("lead"))")
    #expect(lead.status == .ok)
    #expect(lead.output.contains("\"refs\": [\n    \"refs/entangle/events/lead/"))
    let both = try governed.run("verify . main \(lane("builder"))")
    #expect(both.status == .refused && both.output.contains("[E101]"))
    #expect(!governed.run("verify --json").output.contains("\"refs\""))
  }

  @Test("a lander's lane bears on the branch")
  func lander() throws {
    try spoil("lead")
    #expect(governed.run("verify . main").status == .refused)
  }

  @Test("of what is not there, and of what nothing protects, nothing can be said")
  func unknown() throws {
    let missing = governed.run("verify . nowhere main")
    #expect(missing.status == .undecided && missing.output == "")
    #expect(
      missing.diagnostics.hasPrefix(
        "entangle: there is no ref 'nowhere', so nothing can be said of it\nhint: "))
    try governed.git("branch other")
    let open = governed.run("verify . other")
    #expect(open.status == .undecided && open.output == "")
    #expect(open.diagnostics.hasPrefix("entangle: no policy protects 'refs/heads/other', and no"))
    #expect(governed.run("verify main").status == .fatal)
  }

  @Test("bundles are judged the same")
  func bundle() throws {
    let root = try governed.succeed("trust pin")
    try governed.git("bundle create --quiet all.bundle --all")
    #expect(governed.run("verify --trust-root \(root) all.bundle main").status == .ok)
    #expect(governed.run("verify all.bundle main").status == .undecided)
  }

  @Test("'why' says of a ref what 'verify' says", arguments: [true, false])
  func why(_ isSpoiled: Bool) throws {
    if isSpoiled { try spoil("lead") }
    for ref in ["main", "refs/entangle/trust", try lane("builder")] {
      #expect(
        governed.run("why \(ref)").status == governed.run("verify . \(ref)").status, "\(ref)")
    }
    let main = governed.run("why main")
    #expect(main.status == (isSpoiled ? .refused : .ok))
    #expect(main.output.contains("[E101]") == isSpoiled)
  }
}
