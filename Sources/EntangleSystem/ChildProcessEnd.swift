internal import CSystem
internal import Glibc

extension ChildProcess {
  /// Waits until a process, which need not be our child, has ended; false if it has not within
  /// `time`. A process that does not exist has ended. The first process of a namespace ends only
  /// after all others in it (`pid_namespaces(7)`).
  ///
  /// Throws `ChildProcessError.failed` where the process cannot be watched.
  public static func waitForEnd(
    of process: Int32, within time: Duration
  ) throws(ChildProcessError) -> Bool {
    let number = csystem_process_descriptor(process)
    if number < 0 && errno == ESRCH { return true }
    guard number >= 0 else { throw .failed("watch process", "\(process)", errno: errno) }
    let end = ChildDescriptor(number)
    let deadline = ContinuousClock.now + time
    var entry = pollfd(fd: end.number, events: Int16(POLLIN), revents: 0)
    while true {
      let left = (deadline - .now) / Duration.milliseconds(1)
      let count = poll(&entry, 1, Int32(min(max(left.rounded(.up), 0), 3_600_000)))
      if count < 0 && errno != EINTR { throw .failed("watch process", "\(process)", errno: errno) }
      if count > 0 { return true }
      if ContinuousClock.now >= deadline { return false }
    }
  }
}
