import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Events whose objects are lost")
struct LostEventTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
  }

  /// Where git keeps an object.
  private func file(of object: String) -> FilePath {
    governed.harness.home.appending(".git/objects/\(object.prefix(2))/\(object.dropFirst(2))")
  }

  @Test("the lane goes back to the newest event that can be read")
  func newest() throws {
    try stage.ask("published")
    try governed.succeed("push")
    let first = try stage.ask("one")
    let taken = try stage.ask("taken")
    try governed.succeed("event withdraw \(taken)")
    try governed.git("commit -q --allow-empty -m ahead")
    let last = try governed.succeed(
      "task request --to builder --brief two --input HEAD", as: "lead")
    try FileSystem.remove(file(of: last))
    let hint = "'entangle event withdraw \(last)' takes the lane back to "
    #expect(governed.run("verify").output.contains(hint))
    #expect(governed.run("fetch").diagnostics.contains(hint))
    let left = governed.run("event withdraw \(last.prefix(8))")
    #expect(left.status == .ok)
    #expect(left.output == "\(last)\n")
    #expect(left.diagnostics.contains("'refs/entangle/inputs/\(last)' was at "))
    #expect(left.diagnostics.contains("warning: '\(last)' cannot be read and is lost"))
    #expect(left.diagnostics.contains(" ends at 2, '\(first)'\n"))
    #expect(!left.diagnostics.contains("rm -f"))
    #expect(try stage.tip(stage.lane(of: "lead")) == first)
    try governed.succeed("push")
    try governed.succeed("fetch")
    #expect(governed.run("verify").status == .ok)
  }

  @Test("what is on a lost event goes with it, and a remote gives back what it has")
  func between() throws {
    let first = try stage.ask("one")
    try governed.succeed("push")
    let lost = try stage.ask("two")
    let last = try stage.ask("three")
    try FileSystem.remove(file(of: lost))
    #expect(governed.run("fetch").diagnostics.contains("hint: 'entangle verify' says what needs"))
    #expect(try governed.succeed("event withdraw \(lost)") == "\(last)\n\(lost)")
    #expect(try stage.tip(stage.lane(of: "lead")) == first)
    try FileSystem.remove(file(of: first))
    try FileSystem.write([], to: file(of: first), mode: 0o600)
    let left = governed.run("event withdraw \(first)")
    #expect(left.diagnostics.hasSuffix("hint: rm -f '\(file(of: first))'\n"))
    #expect(try governed.git("for-each-ref refs/entangle/events/lead") == "")
    try FileSystem.remove(file(of: first))
    try governed.succeed("fetch")
    #expect(try stage.tip(stage.lane(of: "lead")) == first)
    #expect(governed.run("verify").status == .ok)
  }

  @Test("of what is only elsewhere nothing is given up")
  func elsewhere() throws {
    let event = try stage.ask("one")
    try governed.git("clone -q --bare --no-local . store.git")
    try governed.git("fetch -q .. refs/entangle/*:refs/entangle/*", in: "store.git")
    try FileSystem.createDirectory(governed.harness.home.appending(".git/objects/info"))
    let store = governed.harness.home.appending("store.git/objects")
    try governed.write("\(store)\n", to: ".git/objects/info/alternates")
    try FileSystem.remove(file(of: event))
    let refused = governed.run("event withdraw \(event)")
    #expect(refused.status == .undecided)
    #expect(refused.diagnostics.hasSuffix("hint: git repack -a\n"))
    try governed.git("repack -q -a")
    #expect(governed.run("verify").status == .ok)
  }
}
