import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Partial and shallow clones")
struct PartialCloneTests {
  @Test("what is left out leaves all undecided, until git is told to leave nothing out")
  func partial() throws {
    let stage = try ExchangeHarness(isShared: true)
    let governed = stage.governed
    _ = try stage.land("One")
    _ = try stage.land("Two")
    try governed.git("config uploadpack.allowFilter true", in: "project.git")
    let origin = governed.harness.home.appending("project.git")
    try governed.git("clone -q --no-checkout --filter=blob:none file://\(origin) part")
    try governed.succeed("trust pin \(stage.root)", in: "part")
    for _ in 1...2 {
      let partial = governed.run("fetch", in: "part")
      #expect(partial.status == .undecided)
      #expect(
        partial.diagnostics
          == "entangle: [O101] this is a partial clone of 'origin': objects that have to be judged are not here\n"
          + "hint: 'git config --unset remote.origin.partialclonefilter', then 'entangle fetch origin' "
          + "brings all of them\n")
      #expect(try stage.refs(in: "part").isEmpty)
      try governed.git("fetch -q origin +refs/entangle/*:refs/entangle-other/*", in: "part")
    }
    try governed.git("config --unset remote.origin.partialclonefilter", in: "part")
    try governed.succeed("fetch", in: "part")
    #expect(governed.run("verify", in: "part").status == .ok)
    try governed.succeed("fetch", in: "part")
  }

  @Test("what came before a shallow clone leaves all undecided, until git brings it")
  func shallow() throws {
    let stage = try ExchangeHarness(isShared: true)
    let governed = stage.governed
    _ = try stage.land("One")
    let origin = governed.harness.home.appending("project.git")
    try governed.git("clone -q --depth 1 file://\(origin) shallow")
    try governed.succeed("trust pin \(stage.root)", in: "shallow")
    let fetched = governed.run("fetch", in: "shallow")
    #expect(fetched.status == .undecided)
    #expect(
      fetched.diagnostics
        == "entangle: [O101] this is a shallow clone: what has to be judged came before what is here\n"
        + "hint: 'git fetch --unshallow origin', then 'entangle fetch origin' brings all of it\n")
    #expect(try stage.refs(in: "shallow").isEmpty)
    try governed.git("fetch -q --unshallow origin", in: "shallow")
    try governed.succeed("fetch", in: "shallow")
    #expect(governed.run("verify", in: "shallow").status == .ok)
  }
}
