internal import Glibc

/// Why a child process could not be run. What the program itself did is a `ChildResult`.
public enum ChildProcessError: Error, Sendable, Hashable {
  /// No executable file of that name or path.
  case programNotFound(String)
  /// An argument, a variable or a path contains a NUL byte, or a variable's name an equals sign.
  case unwritable(operation: String, subject: String)
  /// A system call failed; the cause is the system's own text.
  case failed(operation: String, subject: String, cause: String)
  /// This process got the signal while the program ran, or before it could start.
  case interrupted(program: String, signal: Int32)

  /// What failed, in lower case and without a full stop.
  public var message: String {
    switch self {
    case .programNotFound(let name): "cannot find program '\(name)'"
    case .unwritable(let operation, let subject):
      "cannot \(operation) '\(subject)': it contains a character that cannot be passed on"
    case .failed(let operation, let subject, let cause):
      "cannot \(operation) '\(subject)': \(cause)"
    case .interrupted(let program, let signal):
      "'\(program)' was interrupted by signal \(signal)"
    }
  }

  /// The way out, where one is known.
  public var hint: String? {
    switch self {
    case .programNotFound(let name): "install '\(name)', or add its directory to PATH"
    case .unwritable, .failed, .interrupted: nil
    }
  }

  /// A failed system call, by its error number (`errno(3)`).
  static func failed(
    _ operation: String, _ subject: String, errno code: Int32
  ) -> ChildProcessError {
    .failed(operation: operation, subject: subject, cause: String(cString: strerror(code)))
  }
}
