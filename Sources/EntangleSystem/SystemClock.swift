import Glibc

/// Where the time of day comes from.
public protocol Clock: Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  func now() -> Int64
}

/// The machine's clock (`clock_gettime(2)`, CLOCK_REALTIME).
public struct SystemClock: Clock {
  public init() {}

  public func now() -> Int64 {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    return Int64(moment.tv_sec)
  }
}

/// A clock that stands still, for tests and for judging as of a given time.
public struct FixedClock: Clock {
  private let seconds: Int64

  /// Takes seconds since the epoch.
  public init(_ seconds: Int64) {
    self.seconds = seconds
  }

  public func now() -> Int64 { seconds }
}
