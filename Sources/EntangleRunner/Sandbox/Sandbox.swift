internal import EntangleCrypto
public import EntangleSystem

/// A sandbox that was seen to work on this machine, with bubblewrap.
///
/// A task in it has no network, no capabilities, a user of its own, a read-only system, private
/// `/tmp`, `/proc` and `/dev`, and of the host's files only its workspace, at `/workspace`. There
/// is no way to run a task without one: only `probe` makes a value.
public struct Sandbox: Sendable {
  /// The version of bubblewrap, such as `0.8.0`.
  public let version: String

  private let program: String
  private let user: SandboxUser
  private let readOnlyPaths: [String]

  private init(_ version: String, _ program: String, _ user: SandboxUser, _ paths: [String]) {
    self.version = version
    self.program = program
    self.user = user
    readOnlyPaths = paths
  }

  /// Looks for bubblewrap in `searchPath` and runs `true` in a sandbox built as for a task.
  ///
  /// `readOnlyPaths` are folders of the host, such as a toolchain's, that tasks may read at the same
  /// path. Throws `RunnerError.sandboxUnavailable` where bubblewrap is missing, too old or does not
  /// work here, and `RunnerError.invalid` for a path that is not plainly absolute or would cover a
  /// folder of the sandbox.
  public static func probe(
    searchPath: String = "/usr/local/bin:/usr/bin:/bin", readOnlyPaths: [String] = []
  ) throws(RunnerError) -> Sandbox {
    for path in readOnlyPaths { try checkReadOnly(path) }
    var asking = ChildProcess("bwrap", ["--version"], environment: ["PATH": searchPath])
    asking.timeLimit = .seconds(30)
    let answer = try start(asking)
    let words = answer.standardOutput.text.split { $0 == " " || $0 == "\n" }
    guard answer.isSuccess, words.count == 2, words[0] == "bubblewrap" else {
      let cause = diagnosis(answer.standardError)
      throw .sandboxUnavailable(cause: "'bwrap --version' fails: \(cause)")
    }
    let numbers = words[1].split(separator: ".").map { Int($0) ?? 0 }
    guard numbers.count >= 2, (numbers[0], numbers[1]) >= (0, 8) else {
      throw .sandboxUnavailable(cause: "bubblewrap \(words[1]) is older than 0.8")
    }
    let program = try path(of: "bwrap", in: searchPath)
    let sandbox = Sandbox(String(words[1]), program, .current(), readOnlyPaths)
    try sandbox.checkWorks()
    return sandbox
  }

  /// Which folder of this machine, that every task may read, a file or folder lies in; nil where it is in none of them, or not
  /// there.
  public func folder(showing path: FilePath) -> String? {
    guard let place = try? FileSystem.realPath(path) else { return nil }
    return (SandboxArguments.systemFolders + readOnlyPaths).first { folder in
      guard let shown = try? FileSystem.realPath(FilePath(folder)) else { return false }
      return place == shown || place.bytes.starts(with: shown.appending([]).bytes)
    }
  }

  /// How tasks with these limits are confined.
  public func report(_ limits: SandboxLimits) -> SandboxReport {
    SandboxReport(
      mode: "bubblewrap", version: version, network: "none", user: user.rawValue,
      readOnlyPaths: readOnlyPaths, limits: limits)
  }

  /// Runs a task in `workspace` and returns when every process of the sandbox has ended.
  ///
  /// Throws `RunnerError.sandboxFailed` where the sandbox could not be set up, so that the task did
  /// not start, or was killed from outside; `RunnerError.process` where a system call failed or a
  /// signal interrupted us. The workspace is hostile afterwards: no program of the host, git least
  /// of all, may run in it or trust what it holds.
  public func run(
    _ task: SandboxTask, in workspace: borrowing Workspace, cancellation: Cancellation? = nil
  ) throws(RunnerError) -> SandboxOutcome {
    try run(task, at: workspace.filesPath, cancellation)
  }

  private func run(
    _ task: SandboxTask, at workspace: String?, _ cancellation: Cancellation?
  ) throws(RunnerError) -> SandboxOutcome {
    let line = SandboxArguments(
      user: user, readOnlyPaths: readOnlyPaths, task: task, workspace: workspace)
    var child = ChildProcess(program, line.arguments, environment: [:])
    child.directory = "/"
    child.standardInput = .bytes(task.input)
    child.standardOutput = .captured(limit: task.limits.outputBytes)
    child.standardError = .captured(limit: task.limits.outputBytes)
    let digests = (output: StreamDigest(), error: StreamDigest())
    child.whenRead = { stream, part in
      (stream == .standardOutput ? digests.output : digests.error).append(part)
    }
    child.extraInputs = line.inputs
    child.extraOutputLimit = 4096
    child.timeLimit = .seconds(task.limits.wallSeconds)
    // The sandbox dies with bwrap, which obeys SIGTERM: nothing inside could use a longer grace.
    child.grace = .milliseconds(200)
    let result: ChildResult
    do {
      result = try child.run(cancellation: cancellation)
    } catch {
      throw .process(error)
    }
    let status = SandboxStatus(result.extraOutput)
    if let first = status.firstProcess { try Self.awaitEnd(first) }
    return SandboxOutcome(
      ending: try Self.ending(result, status), standardOutput: result.standardOutput,
      standardError: result.standardError, outputDigest: digests.output.value,
      errorDigest: digests.error.value, duration: result.duration, usage: result.usage)
  }

  private static func ending(
    _ result: ChildResult, _ status: SandboxStatus
  ) throws(RunnerError) -> SandboxEnding {
    switch result.termination {
    case .timedOut: return .timedOut
    case .cancelled: return .cancelled
    case .signalled(let signal):
      throw .sandboxFailed(operation: "keep", cause: "bwrap was killed by signal \(signal)")
    case .exited:
      guard let code = status.exitCode else {
        throw .sandboxFailed(operation: "set up", cause: diagnosis(result.standardError))
      }
      return .exited(code)
    }
  }

  /// bwrap can end a moment before what it started. Only when the namespace's first process is gone
  /// is everything in it, and nobody can change the workspace behind our back any more.
  ///
  /// Where bwrap is ended while it still sets up, that process does not know yet that it is to die with
  /// it, and would stay for good; so it is killed. (Its number cannot have come round to another process
  /// in so short a time.)
  private static func awaitEnd(_ process: Int32) throws(RunnerError) {
    let hasEnded: Bool
    do {
      hasEnded = try ChildProcess.waitForEnd(
        of: process, within: .seconds(30), killingAfter: .milliseconds(500))
    } catch {
      throw .process(error)
    }
    guard hasEnded else {
      throw .sandboxFailed(operation: "take down", cause: "process \(process) is still alive")
    }
  }
}

extension Sandbox {
  private func checkWorks() throws(RunnerError) {
    let limits = try SandboxLimits(wallSeconds: 30)
    let outcome: SandboxOutcome
    do {
      outcome = try run(SandboxTask(command: ["true"], limits: limits), at: nil, nil)
    } catch {
      if case .sandboxFailed(_, let cause) = error { throw .sandboxUnavailable(cause: cause) }
      throw error
    }
    guard outcome.isSuccess else {
      throw .sandboxUnavailable(
        cause: "'true' fails in it: \(diagnosis(outcome.standardError))")
    }
  }

  private static func start(_ child: ChildProcess) throws(RunnerError) -> ChildResult {
    do {
      return try child.run()
    } catch {
      if case .programNotFound = error { throw .sandboxUnavailable(cause: error.message) }
      throw .process(error)
    }
  }

  private static func path(of name: String, in path: String) throws(RunnerError) -> String {
    do {
      return try ChildProcess.path(of: name, in: path)
    } catch {
      throw .sandboxUnavailable(cause: error.message)
    }
  }

  private static func checkReadOnly(_ path: String) throws(RunnerError) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain =
      parts.count >= 2 && parts[0].isEmpty && !path.utf8.contains(0)
      && parts.dropFirst().allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    let taken: Set<Substring> = ["tmp", "proc", "dev", "workspace", "run"]
    guard isPlain, !taken.contains(parts[1]), path != "/etc" else {
      throw .invalid(
        operation: "share", subject: path,
        cause: "it is not a plain absolute path outside the folders of the sandbox")
    }
  }
}
