internal import CSystem
internal import Glibc

extension ChildProcess {
  /// Waits until a process, which need not be our child, has ended; false if it has not within
  /// `time`. A process that does not exist has ended. The first process of a namespace ends only
  /// after all others in it (`pid_namespaces(7)`).
  ///
  /// After `patience`, where that is given, the process is killed.
  ///
  /// Throws `ChildProcessError.failed` where the process cannot be watched or killed.
  public static func waitForEnd(
    of process: Int32, within time: Duration, killingAfter patience: Duration? = nil
  ) throws(ChildProcessError) -> Bool {
    let number = csystem_process_descriptor(process)
    if number < 0 && errno == ESRCH { return true }
    guard number >= 0 else { throw .failed("watch process", "\(process)", errno: errno) }
    let end = ChildDescriptor(number)
    let start = ContinuousClock.now
    if let patience {
      if try hasEnded(process, end.number, by: start + patience) { return true }
      guard csystem_kill_process(end.number) == 0 || errno == ESRCH else {
        throw .failed("kill process", "\(process)", errno: errno)
      }
    }
    return try hasEnded(process, end.number, by: start + time)
  }

  private static func hasEnded(
    _ process: Int32, _ descriptor: Int32, by deadline: ContinuousClock.Instant
  ) throws(ChildProcessError) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while true {
      let left = (deadline - .now) / Duration.milliseconds(1)
      let count = poll(&entry, 1, Int32(min(max(left.rounded(.up), 0), 3_600_000)))
      if count < 0 && errno != EINTR { throw .failed("watch process", "\(process)", errno: errno) }
      if count > 0 { return true }
      if ContinuousClock.now >= deadline { return false }
    }
  }
}
