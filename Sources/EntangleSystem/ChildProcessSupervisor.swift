internal import CSystem
internal import Glibc

/// Watches one running child: its streams, its end, the clock, our own signals.
struct ChildSupervisor {
  private enum Phase {
    case running
    case terminating(killAt: ContinuousClock.Instant)
    case killed
  }

  private enum Reason {
    case timeLimit
    case cancellation
    case signal(Int32)
  }

  private let process: ChildProcess
  private let child: pid_t
  private let streams: ChildStreams
  private let watch: ChildSignalWatch
  private let cancellation: Cancellation?
  private let start: ContinuousClock.Instant
  private let deadline: ContinuousClock.Instant?
  private let end: ChildDescriptor
  private var phase = Phase.running
  private var reason: Reason?

  /// Takes charge of `child`; if that is impossible, kills and reaps it.
  init(
    _ process: ChildProcess, _ child: pid_t, _ streams: ChildStreams, watch: ChildSignalWatch,
    cancellation: Cancellation?, start: ContinuousClock.Instant
  ) throws(ChildProcessError) {
    self.process = process
    self.child = child
    self.streams = streams
    self.watch = watch
    self.cancellation = cancellation
    self.start = start
    deadline = process.timeLimit.map { start + $0 }
    let number = csystem_process_descriptor(child)
    guard number >= 0 else {
      let cause = errno
      kill(-child, SIGKILL)
      waitpid(child, nil, 0)
      throw .failed("watch", process.program, errno: cause)
    }
    end = ChildDescriptor(number)
  }

  /// Waits for the child's end, then ends the rest of its session.
  mutating func run() throws(ChildProcessError) -> ChildResult {
    while try !hasEnded() {
      advance()
    }
    // Its number is ours until we reap it, so this cannot hit a stranger.
    kill(-child, SIGKILL)
    for number in streams.captures.keys { streams.drain(number) }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0 {
      guard errno == EINTR else { throw .failed("reap", process.program, errno: errno) }
    }
    if case .signal(let signal) = reason {
      watch.report()
      throw .interrupted(program: process.program, signal: signal)
    }
    return result(status: status, usage: usage)
  }

  /// Waits for something to happen, takes what the streams hold; true once the child has ended.
  private mutating func hasEnded() throws(ChildProcessError) -> Bool {
    let numbers = streams.captures.keys.filter { streams.captures[$0]?.isOpen ?? false }
    var entries = [end.number, watch.descriptor, cancellation?.descriptor ?? -1].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    if case .running = phase {
    } else {
      // Both stay readable for ever: once heard, they are left alone.
      entries[1].fd = -1
      entries[2].fd = -1
    }
    for number in numbers {
      let descriptor = streams.captures[number]?.reading.number ?? -1
      entries.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    let count = poll(&entries, nfds_t(entries.count), pollTimeout())
    if count < 0 {
      guard errno == EINTR else {
        kill(-child, SIGKILL)
        waitpid(child, nil, 0)
        throw .failed("wait for", process.program, errno: errno)
      }
      return false
    }
    for (number, entry) in zip(numbers, entries.dropFirst(3)) where entry.revents != 0 {
      streams.drain(number)
    }
    if entries[0].revents != 0 { return true }
    if entries[1].revents != 0 { stop(.signal(watch.signal)) }
    if entries[2].revents != 0 { stop(.cancellation) }
    return false
  }

  /// Moves on to SIGTERM or SIGKILL where the time has come.
  private mutating func advance() {
    let now = ContinuousClock.now
    switch phase {
    case .running:
      if let deadline, now >= deadline { stop(.timeLimit) }
    case .terminating(let killAt):
      if now >= killAt {
        kill(-child, SIGKILL)
        phase = .killed
      }
    case .killed:
      break
    }
  }

  private mutating func stop(_ reason: Reason) {
    guard case .running = phase else { return }
    self.reason = reason
    kill(-child, SIGTERM)
    // A stopped process acts on SIGTERM only once it goes on.
    kill(-child, SIGCONT)
    phase = .terminating(killAt: .now + process.grace)
  }

  /// Milliseconds until `advance` has something to do, rounded up; -1 is for ever.
  private func pollTimeout() -> Int32 {
    let next: ContinuousClock.Instant?
    switch phase {
    case .running: next = deadline
    case .terminating(let killAt): next = killAt
    case .killed: next = nil
    }
    guard let next else { return -1 }
    let left = (next - .now) / Duration.milliseconds(1)
    return Int32(min(max(left.rounded(.up), 0), 3_600_000))
  }

  private func result(status: Int32, usage: rusage) -> ChildResult {
    // The macros of wait(2): low seven bits are the signal, the next byte is the exit status.
    let signal = status & 0x7f
    let termination: ChildTermination
    switch reason {
    case .timeLimit: termination = .timedOut
    case .cancellation: termination = .cancelled
    case .signal, nil:
      termination = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
    return ChildResult(
      termination: termination,
      standardOutput: streams.captures[1]?.output ?? CapturedOutput(),
      standardError: streams.captures[2]?.output ?? CapturedOutput(),
      extraOutput: streams.captures[streams.extraOutput]?.output ?? CapturedOutput(),
      duration: .now - start,
      usage: ChildUsage(
        maximumResidentBytes: usage.ru_maxrss * 1024,
        userTime: .seconds(usage.ru_utime.tv_sec) + .microseconds(usage.ru_utime.tv_usec),
        systemTime: .seconds(usage.ru_stime.tv_sec) + .microseconds(usage.ru_stime.tv_usec)))
  }
}
