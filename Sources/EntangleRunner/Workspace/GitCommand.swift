internal import EntangleSystem

/// git as a workspace needs it: no configuration of the machine, the user or the source, no hooks,
/// no prompts, no network (`git(1)`, `git-config(1)`).
struct GitCommand {
  /// Where the repository's own folder is.
  let repository: String

  /// The folder with the files.
  let files: String

  private static let searchPath = "/usr/local/bin:/usr/bin:/bin"

  private static let settings = [
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.attributesFile=/dev/null",
    "core.excludesFile=/dev/null", "core.autocrlf=false", "core.eol=lf", "core.symlinks=true",
    "core.protectHFS=true", "core.protectNTFS=true", "submodule.recurse=false",
    "fetch.unpackLimit=1", "gc.auto=0", "maintenance.auto=false", "protocol.allow=never",
    "protocol.file.allow=always", "init.defaultBranch=main", "advice.detachedHead=false",
    // (A reflog has the name of whoever runs it, and the time.)
    "core.logAllRefUpdates=false",
  ]

  private var environment: [String: String] {
    [
      "PATH": Self.searchPath, "HOME": "/nonexistent", "LC_ALL": "C", "TZ": "UTC",
      "GIT_DIR": repository, "GIT_WORK_TREE": files, "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
      "GIT_NO_REPLACE_OBJECTS": "1", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "file",
    ]
  }

  /// The part of git that reads the source: it may belong to somebody else, serves any object of
  /// that name, and must not fetch missing ones, with whatever program the source configures.
  static let serverCommand =
    "GIT_ALLOW_PROTOCOL=none GIT_NO_LAZY_FETCH=1 git -c safe.directory='*'"
    + " -c uploadpack.allowAnySHA1InWant=true upload-pack"

  /// Runs git with `arguments` and gives its standard output.
  ///
  /// Throws `RunnerError.workspace` with `operation` and `subject` where git fails or takes more
  /// than an hour.
  @discardableResult
  func run(
    _ arguments: [String], to operation: String, _ subject: String
  ) throws(RunnerError) -> [UInt8] {
    let options = Self.settings.flatMap { ["-c", $0] }
    var child = ChildProcess(
      "git", options + arguments, environment: environment, directory: files)
    child.timeLimit = .seconds(3600)
    return try Self.output(of: child, to: operation, subject)
  }

  /// Runs any program that prepares a workspace and gives its standard output.
  static func output(
    of child: ChildProcess, to operation: String, _ subject: String
  ) throws(RunnerError) -> [UInt8] {
    let result: ChildResult
    do {
      result = try child.run()
    } catch {
      throw .process(error)
    }
    if result.termination == .timedOut {
      throw .workspace(operation: operation, subject: subject, cause: "it takes too long")
    }
    guard result.isSuccess else {
      throw .workspace(
        operation: operation, subject: subject, cause: diagnosis(result.standardError))
    }
    return result.standardOutput.bytes
  }
}
