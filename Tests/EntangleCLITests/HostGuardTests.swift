import EntangleSystem
import Testing

@testable import EntangleCLI

/// What 'host init' makes of a bare repository, and what 'host doctor' says of it.
@Suite struct HostGuardTests {
  private let governed: GovernedHarness
  private let root: String

  init() throws {
    governed = try GovernedHarness()
    root = try governed.succeed("trust pin")
    try governed.git("init -q --bare host.git")
  }

  private func initialise() -> CommandResult {
    governed.run("host init host.git --trust-root \(root)")
  }

  /// The lines of what is not well.
  private func bad() -> [String] {
    governed.run("host doctor host.git").output.split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("bad") }
  }

  private func file(_ path: String) -> FilePath {
    governed.harness.home.appending("host.git/\(path)")
  }

  @Test func `hooks are written where git looks for them`() throws {
    try governed.git("-C host.git config core.hooksPath ~/hooks")
    #expect(initialise().status == .ok)
    #expect(try FileSystem.status(governed.harness.home.appending("hooks/pre-receive")) != nil)
    #expect(!bad().contains { $0.contains("hook") })
  }

  @Test func `hooks are not looked for in the root of the file system`() throws {
    try FileSystem.write(
      Array("[core]\n\thooksPath =\n".utf8), to: file("config"), mode: 0o600, existing: .replace)
    try governed.git("-C host.git config core.bare true")
    #expect(initialise().diagnostics.contains("core.hooksPath is empty"))
    #expect(bad().contains { $0.hasPrefix("bad  hooks: core.hooksPath is empty") })
  }

  @Test func `hooks of other repositories are left alone`() throws {
    try governed.git("config --global core.hooksPath ~/shared")
    let result = initialise()
    #expect(
      result.status == .fatal && result.diagnostics.contains("git config core.hooksPath hooks"))
    #expect(try FileSystem.status(governed.harness.home.appending("shared")) == nil)
    try governed.git("-C host.git config core.hooksPath hooks")
    #expect(initialise().status == .ok)
    #expect(try FileSystem.status(file("hooks/pre-receive")) != nil)
  }

  @Test(arguments: [
    ("git receive-pack x", true), ("/usr/lib/git-core/git-receive-pack x", true),
    ("git -c a.b=c -C x --git-dir=y receive-pack z", true),
    ("git --git-dir x receive-pack z", true),
    ("git branch receive-pack main", false), ("git update-ref -m receive-pack a b", false),
    ("git -c receive-pack gc", false), ("git", false), ("", true),
  ])
  func `a push is told from other commands of git`(line: String, isPush: Bool) {
    let words = line.split(separator: " ").map(String.init)
    #expect(HookReferenceTransaction.receives(words) == isPush)
  }

  @Test func `a keeper may allow less, and say it in other words`() throws {
    #expect(initialise().status == .ok)
    for (key, value) in [
      ("receive.maxInputSize", "100m"), ("receive.certNonceSlop", "60"),
      ("receive.fsckObjects", "yes"),
    ] {
      try governed.git("-C host.git config \(key) \(value)")
    }
    #expect(!bad().contains { $0.contains("receive.") })
    #expect(initialise().output == "")
    for (key, value) in [
      ("receive.maxInputSize", "0"), ("receive.maxInputSize", "3g"),
      ("receive.certNonceSlop", "nothing"), ("receive.fsckObjects", "no"),
      ("receive.denyNonFastForwards", "1"),
    ] {
      try governed.git("-C host.git config \(key) \(value)")
      #expect(bad().contains { $0.contains("\(key):") }, "\(key)")
      #expect(initialise().output.contains("\(key) = "))
      #expect(!bad().contains { $0.contains("\(key):") }, "\(key)")
    }
  }
}
