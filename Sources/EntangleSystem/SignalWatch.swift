import Glibc
import Synchronization

/// The pipe into which the handler writes, -1 while nobody watches.
private let alarmPipe = Atomic<Int32>(-1)

/// Holds back the signals that end or stop a process, and tells of them through a descriptor, so
/// that something can be put in order first.
///
/// One at a time in a process: a second one sees no signals.
struct SignalWatch: ~Copyable {
  /// Becomes readable when a signal has come.
  let descriptor: Int32

  private let writer: Int32
  private let previous: [(signal: Int32, action: sigaction)]

  /// Starts to hold back SIGHUP, SIGINT, SIGQUIT, SIGTERM and SIGTSTP.
  init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0, fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0,
      fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0, fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0,
      fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0
    else { throw .callFailed(operation: "watch signals through", path: "pipe", cause: .current) }
    descriptor = ends[0]
    writer = ends[1]
    alarmPipe.store(writer, ordering: .sequentiallyConsistent)
    var old: [(signal: Int32, action: sigaction)] = []
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { signal in
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: signal)
        _ = write(alarmPipe.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = saved
      }
      var before = sigaction()
      if sigaction(signal, &action, &before) == 0 { old.append((signal, before)) }
    }
    previous = old
  }

  deinit {
    restore()
    alarmPipe.store(-1, ordering: .sequentiallyConsistent)
    close(descriptor)
    close(writer)
  }

  /// Puts the signals back to what they were, and returns the first that came meanwhile, if any.
  func end() -> Int32? {
    restore()
    var byte: UInt8 = 0
    return read(descriptor, &byte, 1) == 1 ? Int32(byte) : nil
  }

  private func restore() {
    for (signal, action) in previous {
      var action = action
      sigaction(signal, &action, nil)
    }
  }
}
