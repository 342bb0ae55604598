import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("A clone that was ended")
struct CloneTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
  }

  private var line: String { "clone --trust-root \(stage.root) project.git third" }

  @Test("what is left of it is taken away by the same command")
  func again() throws {
    try governed.git("clone -q --no-checkout project.git third")
    #expect(governed.run(line).diagnostics.contains("already exists and is not an empty directory"))
    let mark = governed.harness.home.appending("third/.git/entangle-clone")
    try FileSystem.write([], to: mark, mode: 0o600, existing: .replace)
    do {
      let lock = try FileLock(on: mark, by: .now)
      #expect(governed.run(line).diagnostics.contains("' is being cloned into\n"))
      withExtendedLifetime(lock) {}
    }
    // What somebody has gone on with stays.
    try FileSystem.write(
      [], to: governed.harness.home.appending("third/own"), mode: 0o600, existing: .replace)
    #expect(governed.run(line).diagnostics.contains("already exists and is not an empty directory"))
    #expect(try FileSystem.remove(governed.harness.home.appending("third/own")))
    try governed.git("read-tree HEAD", in: "third")
    #expect(governed.run(line).diagnostics.contains("already exists and is not an empty directory"))
    #expect(try FileSystem.remove(governed.harness.home.appending("third/.git/index")))
    try governed.succeed(line)
    #expect(try FileSystem.status(mark) == nil)
    #expect(governed.run("verify", in: "third").status == .ok)
    #expect(try governed.git("status --porcelain", in: "third") == "")
  }
}
