import Glibc

/// The signals with which people end or stop a process, held back for as long as something is half done
/// that would be left behind: a lock file, for instance.
public enum HeldSignals {
  /// Does something while SIGHUP, SIGINT, SIGQUIT, SIGTERM and SIGTSTP wait; what came meanwhile takes
  /// effect afterwards.
  ///
  /// It is the calling thread that takes no signals: of use where no other thread runs. SIGKILL cannot be
  /// held back.
  public static func during<Result, Failure>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var held = sigset_t()
    sigemptyset(&held)
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP] { sigaddset(&held, signal) }
    var previous = sigset_t()
    pthread_sigmask(SIG_BLOCK, &held, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    return try body()
  }
}
