import EntangleSystem
import Testing

@testable import EntangleCLI

/// A governed repository, and beside it an empty bare one, `host.git`, that is to be put under guard.
struct GuardedHarness {
  let governed: GovernedHarness
  let root: String

  init() throws {
    governed = try GovernedHarness()
    root = try governed.succeed("trust pin")
    try governed.git("init -q --bare host.git")
  }

  func initialise() -> CommandResult {
    governed.run("host init host.git --trust-root \(root)")
  }

  /// The lines of what is not well. (The program itself is not installed here.)
  func bad() -> [String] {
    governed.run("host doctor host.git").output.split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("bad") && !$0.hasPrefix("bad  program") }
  }

  func file(_ path: String) -> FilePath {
    governed.harness.home.appending("host.git/\(path)")
  }
}
