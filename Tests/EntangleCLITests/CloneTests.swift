import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("A clone")
struct CloneTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
  }

  private var line: String { "clone --trust-root \(stage.root) project.git third" }

  @Test("that was ended is taken away by the same command")
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

  @Test("of a path whose objects are not what their names say lays nothing out")
  func lies() throws {
    let start = try governed.git("rev-parse main:", in: "project.git")
    let other = try governed.git("mktree", in: "project.git")
    func file(_ id: String) -> FilePath {
      governed.harness.home.appending("project.git/objects/\(id.prefix(2))/\(id.dropFirst(2))")
    }
    let lie = try FileSystem.read(file(other), limit: 4096)
    #expect(try FileSystem.remove(file(start)))
    try FileSystem.write(lie, to: file(start), mode: 0o444, existing: .refuse)
    let verified = governed.run("verify --trust-root \(stage.root) project.git")
    #expect(verified.status == .refused)
    #expect(verified.output.contains("[O106]"))
    let cloned = governed.run(line)
    #expect(cloned.status != .ok)
    #expect(try FileSystem.status(governed.harness.home.appending("third")) == nil)
  }
}
