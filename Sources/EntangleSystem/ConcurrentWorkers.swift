public import EntangleModel
internal import Glibc
internal import Synchronization

/// Runs independent pieces of work on threads of its own, one for each processor that this process
/// may use.
///
/// Calls may nest: each brings its own threads, and the caller's thread works as well.
public struct ConcurrentWorkers: Workers {
  /// The most threads that work at once, the caller's included; at least 1.
  public let threadCount: Int

  /// Takes a count of threads; nil for one for each processor.
  public init(threadCount: Int? = nil) {
    self.threadCount = max(1, threadCount ?? ConcurrentWorkers.usableProcessorCount)
  }

  /// The processors that this process may run on (`Cpus_allowed` in `proc(5)`, as
  /// `sched_getaffinity(2)` is not imported), else those online.
  public static var usableProcessorCount: Int {
    let online = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    guard let status = fopen("/proc/self/status", "re") else { return online }
    defer { fclose(status) }
    var line = [CChar](repeating: 0, count: 4096)
    while fgets(&line, Int32(line.count), status) != nil {
      let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let text = String(decoding: bytes, as: UTF8.self)
      guard text.hasPrefix("Cpus_allowed:") else { continue }
      let allowed = text.dropFirst("Cpus_allowed:".count)
        .reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
      return allowed > 0 ? min(allowed, online) : online
    }
    return online
  }

  /// Calls `work` with 0 ..< count, in any order and from several threads, and returns when all
  /// calls have returned. Where no thread can be made, the caller's does everything.
  public func perform(_ count: Int, _ work: @Sendable (Int) -> Void) {
    guard count > 0 else { return }
    withoutActuallyEscaping(work) { work in
      let queue = WorkQueue(count: count, work: work)
      var threads: [pthread_t] = []
      for _ in 1..<max(1, min(threadCount, count)) {
        guard let thread = queue.startThread() else { break }
        threads.append(thread)
      }
      queue.drain()
      for thread in threads { pthread_join(thread, nil) }
    }
  }
}

extension ConcurrentWorkers {
  /// Sleeps for about a tenth of a millisecond.
  public func pause() { usleep(50) }
}

/// The numbers that are still to be worked on; every thread takes the next one.
private final class WorkQueue: Sendable {
  private let next = Atomic<Int>(0)
  private let count: Int
  private let work: @Sendable (Int) -> Void

  init(count: Int, work: @escaping @Sendable (Int) -> Void) {
    self.count = count
    self.work = work
  }

  func drain() {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      work(index)
    }
  }

  /// A thread that drains the queue, or nil where the system gives none.
  func startThread() -> pthread_t? {
    var thread = pthread_t()
    let queue = Unmanaged.passRetained(self)
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<WorkQueue>.fromOpaque(argument).takeRetainedValue().drain()
        return nil
      }, queue.toOpaque())
    guard status != 0 else { return thread }
    queue.release()
    return nil
  }
}
