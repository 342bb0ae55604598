@testable import EntangleCLI

/// A repository in which two changes have landed, each approved by one of two reviewers, and a third one
/// is approved.
struct LandedStage {
  let stage: ExchangeHarness
  let governed: GovernedHarness
  let landings: [String]
  static let edges = [
    "lead delegates builder", "builder delegates lead", "reviewer reviews builder",
    "second reviews builder",
  ]

  init(landings count: Int = 2) throws {
    stage = try ExchangeHarness()
    governed = stage.governed
    try governed.enrol("second", "reviewer", person: "sue")
    try governed.graph(Self.edges, policies: ["main refs/heads/main 1 builder"])
    try governed.succeed("graph apply graph.json")
    var landings: [String] = []
    for number in 1...count {
      let proposal = try stage.approve("Change-\(number)")
      landings.append(try governed.succeed("land \(proposal)", as: "builder"))
    }
    self.landings = landings
    _ = try stage.approve("Pending")
  }

  /// Writes a policy of `main`; gives its name.
  func policy(_ approvals: Int, _ landers: String = "builder", to name: String = "policy.json")
    throws
    -> String
  {
    try governed.write(
      "{\"schema\": \"entangle/branch-policy@v1\", \"ref\": \"refs/heads/main\", "
        + "\"landers\": [\"\(landers)\"], \"approvals\": \(approvals)}", to: name)
  }

  /// Everything that could change.
  func everything() throws -> String {
    try governed.git("for-each-ref") + governed.git("count-objects -v")
  }
}
