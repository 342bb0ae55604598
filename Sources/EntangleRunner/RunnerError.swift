internal import EntangleModel
public import EntangleSystem

/// Why a task could not be prepared, run or collected. What the task itself did is an outcome.
public enum RunnerError: Error, Sendable, Hashable {
  /// There is no sandbox that works on this machine, so that nothing may run.
  case sandboxUnavailable(cause: String)
  /// The sandbox could not be set up or taken down around one task.
  case sandboxFailed(operation: String, cause: String)
  /// A part of a task or a limit is not acceptable.
  case invalid(operation: String, subject: String, cause: String)
  /// A workspace could not be made, checked or removed.
  case workspace(operation: String, subject: String, cause: String)
  /// A declared output cannot be taken over; `path` is relative to the workspace.
  case output(path: [UInt8], OutputRefusal)
  /// A child process could not be run.
  case process(ChildProcessError)

  /// What failed, in lower case and without a full stop; control characters are escaped.
  public var message: String {
    switch self {
    case .sandboxUnavailable(let cause): "cannot run anything without a sandbox: \(cause)"
    case .sandboxFailed(let operation, let cause): "cannot \(operation) the sandbox: \(cause)"
    case .invalid(let operation, let subject, let cause),
      .workspace(let operation, let subject, let cause):
      "cannot \(operation) '\(displayText(Array(subject.utf8)))': \(cause)"
    case .output(let path, let refusal):
      "cannot collect output '\(displayText(path))': \(refusal.message)"
    case .process(let error): error.message
    }
  }

  /// The way out, where one is known.
  public var hint: String? {
    switch self {
    case .sandboxUnavailable:
      "install bubblewrap 0.8 or later and allow unprivileged user namespaces "
        + "('sysctl user.max_user_namespaces' must not be 0), then try 'bwrap --ro-bind / / true'"
    case .output(_, let refusal): refusal.hint
    case .process(let error): error.hint
    case .sandboxFailed, .invalid, .workspace: nil
    }
  }
}

/// The last line of a program's diagnostics that is not empty, fit for a message.
func diagnosis(_ output: CapturedOutput) -> String {
  let lines = output.bytes.split(separator: UInt8(ascii: "\n"))
  return lines.last.map { displayText($0.prefix(400)) } ?? "no reason given"
}
