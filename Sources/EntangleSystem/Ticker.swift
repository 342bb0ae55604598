internal import Glibc

/// Calls a function again and again, on a thread of its own, for as long as something else takes.
public struct Ticker: Sendable {
  /// When the first call comes, in milliseconds from the start.
  public let delayMilliseconds: Int32
  /// How long it is from each call to the next, in milliseconds.
  public let intervalMilliseconds: Int32

  /// Takes times in milliseconds.
  public init(delayMilliseconds: Int32, intervalMilliseconds: Int32) {
    self.delayMilliseconds = delayMilliseconds
    self.intervalMilliseconds = intervalMilliseconds
  }

  /// Runs `body`; meanwhile calls `tick`, at first after the delay.
  ///
  /// No call is under way when this returns. Where the system gives no thread, there are none.
  /// Throws what `body` throws.
  public func during<Result, Failure: Error>(
    tick: @escaping @Sendable () -> Void, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let thread = TickerThread(self, tick) else { return try body() }
    let result: Result
    do throws(Failure) {
      result = try body()
    } catch {
      thread.end()
      throw error
    }
    thread.end()
    return result
  }
}

/// The thread, and the pipe whose closing ends it.
private struct TickerThread: ~Copyable {
  /// What the thread needs.
  private final class Work: Sendable {
    private let ticker: Ticker
    private let tick: @Sendable () -> Void
    private let reader: Int32

    init(_ ticker: Ticker, _ tick: @escaping @Sendable () -> Void, reader: Int32) {
      self.ticker = ticker
      self.tick = tick
      self.reader = reader
    }

    func run() {
      var wait = ticker.delayMilliseconds
      while isOpen(for: wait) {
        tick()
        wait = ticker.intervalMilliseconds
      }
    }

    /// Whether the pipe stays open for so long.
    private func isOpen(for milliseconds: Int32) -> Bool {
      var end = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
      return poll(&end, 1, milliseconds) == 0
    }
  }

  private let thread: pthread_t
  private let reader: Int32
  private let writer: Int32

  init?(_ ticker: Ticker, _ tick: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(ticker, tick, reader: ends[0]))
    // Signals are for the threads that do the work.
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, work.toOpaque())
    pthread_sigmask(SIG_SETMASK, &before, nil)
    guard status == 0 else {
      work.release()
      for end in ends { close(end) }
      return nil
    }
    (self.thread, reader, writer) = (thread, ends[0], ends[1])
  }

  /// Waits until a call that is under way has returned.
  consuming func end() {
    close(writer)
    pthread_join(thread, nil)
    close(reader)
  }
}
