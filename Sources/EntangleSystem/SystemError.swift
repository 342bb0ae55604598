/// Why the operating system did not do what it was asked.
public enum SystemError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A call failed; `operation` says in words what was tried ("open", "write").
  case callFailed(operation: String, path: FilePath, cause: Errno)
  /// The path is empty or holds a NUL byte.
  case invalidPath(FilePath)
  /// There is something else than what was expected.
  case wrongKind(operation: String, path: FilePath, found: FileKind)
  /// More than `limit` bytes.
  case tooLarge(path: FilePath, limit: Int)
  /// A file that holds a secret and that others than its owner may touch; `mode` is its
  /// permission bits.
  case unsafePermissions(path: FilePath, mode: UInt32)
  /// The person at the terminal gave up.
  case cancelled(operation: String, path: FilePath)
  /// No memory for a secret.
  case secretMemory(operation: String, byteCount: Int, cause: Errno)

  /// What a failed call left in `errno`, where a call failed.
  public var cause: Errno? {
    switch self {
    case .callFailed(_, _, let cause), .secretMemory(_, _, let cause): cause
    default: nil
    }
  }

  /// Whether it says that there is nothing of that name.
  public var isAbsence: Bool { cause == .notFound || cause == .notDirectory }

  /// One line, lower case, without full stop.
  public var description: String {
    switch self {
    case .callFailed(let operation, let path, let cause):
      "cannot \(operation) '\(path)': \(cause)"
    case .invalidPath(let path):
      path.bytes.isEmpty ? "an empty file name" : "a NUL byte in the file name '\(path)'"
    case .wrongKind(let operation, let path, let found):
      "cannot \(operation) '\(path)': it is a \(found)"
    case .tooLarge(let path, let limit):
      "cannot read '\(path)': more than \(limit) bytes"
    case .unsafePermissions(let path, let mode):
      "permissions \(octal(mode)) of '\(path)' let others than its owner use it"
    case .cancelled(let operation, let path):
      "cannot \(operation) '\(path)': cancelled"
    case .secretMemory(let operation, let byteCount, let cause):
      "cannot \(operation) \(byteCount) bytes of secret memory: \(cause)"
    }
  }

  /// The way out, where there is one.
  public var hint: String? {
    switch self {
    case .unsafePermissions(let path, _): "chmod 600 '\(path)'"
    case .callFailed(_, _, .diskFull), .callFailed(_, _, .quotaExceeded):
      "free some space on the disk and try again"
    case .callFailed(_, _, .fileTooLarge):
      "files may not grow that large here: 'ulimit -f' tells how large"
    case .callFailed(_, _, .permissionDenied):
      "run this as the user to whom it belongs, or have that user give you the right"
    case .callFailed(_, _, .readOnly):
      "it lies on a read-only file system: mount that for writing, or use another directory"
    case .callFailed(_, let path, .symbolicLink):
      "'\(path)' must not be a symbolic link; name the file itself"
    default: nil
    }
  }
}

/// Permission bits as `chmod(1)` takes them: four octal digits.
private func octal(_ mode: UInt32) -> String {
  let digits = String(mode & 0o7777, radix: 8)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
