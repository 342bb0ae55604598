import EntangleSystem
import Glibc

/// Programs of other people that decide whether what we write is right.
enum InstalledProgram {
  private static let path = "/usr/local/bin:/usr/bin:/bin"

  /// Whether the program is installed.
  static func isThere(_ name: String) -> Bool {
    path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
  }

  /// Runs it with these bytes as its input, in a pinned environment.
  static func run(
    _ name: String, _ arguments: [String], input: String, home: String = "/nonexistent",
    path: String = path
  ) throws -> ChildResult {
    var child = ChildProcess(
      name, arguments,
      environment: ["PATH": path, "HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC"])
    child.standardInput = .bytes(Array(input.utf8))
    child.timeLimit = .seconds(60)
    return try child.run()
  }
}
