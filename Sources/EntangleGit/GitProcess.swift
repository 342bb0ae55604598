internal import EntangleModel
internal import EntangleSystem
internal import Glibc

/// The git program as this room starts it: no configuration of the machine or the user, no hook, no
/// prompt, no network, no replacement, no lazy fetch (`git(1)`).
///
/// `GIT_NO_LAZY_FETCH` came with git 2.44; for older ones no protocol is allowed at all.
enum GitProcess {
  /// A child that works in the git directory named, whatever its owner.
  static func child(
    _ arguments: [String], gitDirectory: String, in directory: String? = nil,
    with variables: [String: String] = [:]
  ) -> ChildProcess {
    let settings = ["core.hooksPath=/dev/null", "core.commitGraph=false", "gc.auto=0"]
    var environment = [
      "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin",
      "HOME": "/nonexistent", "LC_ALL": "C", "TZ": "UTC", "GIT_DIR": gitDirectory,
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1",
      "GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_NO_LAZY_FETCH": "1",
      "GIT_ALLOW_PROTOCOL": "none",
    ]
    environment.merge(variables) { $1 }
    return ChildProcess(
      "git", settings.flatMap { ["-c", $0] } + arguments, environment: environment,
      directory: directory)
  }

  /// What git said last, less its own mark; that it said nothing where that is so.
  static func reason(_ talk: String) -> String {
    guard let line = talk.split(separator: "\n").last else { return "git does not say why" }
    for mark in ["fatal: ", "error: "] where line.hasPrefix(mark) {
      return displayText(line.dropFirst(mark.count).utf8)
    }
    return displayText(line.utf8)
  }
}
