internal import Glibc

/// A lock that one process at a time holds on a file (`flock(2)`); it ends with this value, or with the
/// process.
public struct FileLock: ~Copyable {
  private let file: FileDescriptor

  /// Takes the lock on a file, which is made where it is not there; waits for others up to the deadline.
  /// Throws `SystemError`, with `EWOULDBLOCK` as cause where another still held it then.
  public init(on path: FilePath, by deadline: ContinuousClock.Instant) throws(SystemError) {
    let file = try FileDescriptor(path, O_RDWR | O_CREAT, mode: 0o600, operation: "lock")
    while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
      let cause = errno
      guard cause == EINTR || cause == EWOULDBLOCK else { throw file.failure("lock") }
      guard ContinuousClock.now < deadline else {
        throw .callFailed(operation: "lock", path: path, cause: .wouldBlock)
      }
      usleep(5_000)
    }
    self.file = file
  }
}
