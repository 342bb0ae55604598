public import EntangleModel
internal import EntangleSystem
internal import Glibc

/// A private folder with its own clone of one frozen commit, removed when it goes out of scope.
///
/// The clone has an object store of its own (no alternates, nothing linked to the source), only the
/// commit's own objects, no remote, no hooks and no template. Its files are the blobs byte for byte:
/// no filter, line-ending or encoding attribute acts. Symbolic links are checked out as they are,
/// and submodules stay empty folders.
///
/// Once a task has run here nothing in it is to be trusted: read it with `OutputCollector` only.
public struct Workspace: ~Copyable, Sendable {
  /// The private folder, mode 0700.
  public let path: String

  /// The commit whose files these are.
  public let commit: ObjectID

  private var isRemoved = false

  /// Makes a folder in `parent` and checks out `commit` from the repository at `source`, a path to a
  /// work tree or to a repository's own folder. The commit need not be reachable from a ref, nor the
  /// source belong to this user; nothing that the source configures runs.
  ///
  /// Throws `RunnerError.workspace` where a folder cannot be made, git refuses or what was checked
  /// out is not that commit; `RunnerError.process` where git cannot be run.
  public init(
    of commit: ObjectID, from source: String, in parent: String
  ) throws(RunnerError) {
    let source = try Self.realPath(source)
    let folder = try Self.makeFolder(in: Self.realPath(parent))
    // A throw runs no deinit, so the folder is removed by hand.
    do throws(RunnerError) {
      try Self.fill(folder + "/files", commit, source)
    } catch {
      try Self.remove(folder)
      throw error
    }
    path = folder
    self.commit = commit
  }

  deinit {
    // Nobody is left to hear an error; `remove()` is for those who want to know.
    if !isRemoved { try? Self.remove(path) }
  }

  /// The folder that a task sees as `/workspace`.
  public var filesPath: String { path + "/files" }

  /// Removes the folder now, without following a link. Throws `RunnerError.workspace`.
  public consuming func remove() throws(RunnerError) {
    isRemoved = true
    try Self.remove(path)
  }
}

extension Workspace {
  private static func fill(
    _ files: String, _ commit: ObjectID, _ source: String
  ) throws(RunnerError) {
    // The task enters it as another user, whatever the umask is.
    guard mkdir(files, 0o755) == 0, chmod(files, 0o755) == 0 else {
      throw failure("make folder", files)
    }
    let git = GitCommand(repository: files + "/.git", files: files)
    try git.run(
      ["init", "-q", "--template=", "--object-format=\(commit.format.rawValue)"],
      to: "make a repository in", files)
    // What the repository's own attributes would do to the files; this file outranks them all
    // (gitattributes(5)).
    try write("* -text !eol !ident !filter !working-tree-encoding\n", in: files + "/.git/info")
    try git.run(
      [
        "fetch", "-q", "--no-tags", "--depth=1", "--no-write-fetch-head", "--no-auto-maintenance",
        "--no-recurse-submodules", "--upload-pack=\(GitCommand.serverCommand)", source, commit.hex,
      ], to: "fetch commit \(commit.short) from", source)
    try git.run(
      ["checkout", "-q", "--detach", "--no-guess", commit.hex, "--"],
      to: "check out", commit.hex)
    try check(git, commit)
    try giveAway(files)
  }

  /// Proves what git made: the commit, not something that leads to it; its tree in the index; every
  /// file as in the index, and no other.
  private static func check(_ git: GitCommand, _ commit: ObjectID) throws(RunnerError) {
    let names = try git.run(
      ["rev-parse", "--verify", "HEAD"], to: "check", commit.hex)
    let type = try git.run(["cat-file", "-t", commit.hex], to: "check", commit.hex)
    guard names == Array("\(commit.hex)\n".utf8), type == Array("commit\n".utf8) else {
      throw .workspace(operation: "check out", subject: commit.hex, cause: "it is not a commit")
    }
    let index = try git.run(
      ["diff-index", "--cached", "--raw", "--no-renames", "-z", commit.hex, "--"],
      to: "check", commit.hex)
    let changes = try git.run(
      [
        "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored",
        "--ignore-submodules=all",
      ], to: "check", commit.hex)
    guard index.isEmpty, changes.isEmpty else {
      throw .workspace(
        operation: "check out", subject: commit.hex, cause: "the files are not those of its tree")
    }
  }

  /// Where root steps down to run tasks, the files become that user's.
  private static func giveAway(_ files: String) throws(RunnerError) {
    guard SandboxUser.current() == .switched else { return }
    let owner = "\(SandboxUser.switchedID):\(SandboxUser.switchedID)"
    let child = ChildProcess(
      "chown", ["-R", "-h", "-P", "--", owner, files], environment: ["PATH": "/usr/bin:/bin"])
    _ = try GitCommand.output(of: child, to: "give away", files)
  }

  private static func makeFolder(in parent: String) throws(RunnerError) -> String {
    var template = Array("\(parent)/workspace-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw failure("make a folder in", parent) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func write(_ text: String, in folder: String) throws(RunnerError) {
    guard mkdir(folder, 0o755) == 0, let file = fopen(folder + "/attributes", "wex") else {
      throw failure("make folder", folder)
    }
    let isWritten = fputs(text, file) >= 0
    guard fclose(file) == 0, isWritten else { throw failure("write in", folder) }
  }

  private static func realPath(_ path: String) throws(RunnerError) -> String {
    guard !path.utf8.contains(0), let resolved = realpath(path, nil) else {
      throw failure("find folder", path)
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func remove(_ path: String) throws(RunnerError) {
    do throws(DirectoryHandle.Failure) {
      let folder = try DirectoryHandle(path: path)
      try folder.removeContent()
      guard rmdir(path) == 0 else { throw .last }
    } catch {
      throw .workspace(operation: "remove folder", subject: path, cause: error.cause)
    }
  }

  private static func failure(_ operation: String, _ subject: String) -> RunnerError {
    .workspace(
      operation: operation, subject: subject, cause: DirectoryHandle.Failure.last.cause)
  }
}
