/// How a child process came to its end.
public enum ChildTermination: Sendable, Hashable {
  /// It ended by itself with this status, 0 to 255.
  case exited(Int32)
  /// It was ended by this signal, which was not ours.
  case signalled(Int32)
  /// It was killed at its time limit.
  case timedOut
  /// It was killed because the caller cancelled it.
  case cancelled
}

/// The captured part of an output stream.
public struct CapturedOutput: Sendable, Hashable {
  /// The first bytes of the stream, up to the limit.
  public internal(set) var bytes: [UInt8] = []

  /// Whether the stream was longer than the limit.
  public internal(set) var isTruncated = false

  /// The last bytes of the stream, at most 4,096, whatever the limit.
  public internal(set) var end: [UInt8] = []

  /// Takes in what comes next, of which no more than `limit` bytes in all are kept.
  mutating func append(_ part: [UInt8], limit: Int) {
    let room = max(0, limit - bytes.count)
    if part.count > room { isTruncated = true }
    bytes.append(contentsOf: part.prefix(room))
    let last = part.suffix(Self.endLength)
    end = Array(end.suffix(Self.endLength - last.count)) + last
  }

  private static let endLength = 4096

  /// The bytes as text, ill-formed UTF-8 replaced by U+FFFD.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// What a child process and the descendants it waited for consumed (`getrusage(2)`).
public struct ChildUsage: Sendable, Hashable {
  /// The largest resident set of any one process, in bytes.
  public let maximumResidentBytes: Int

  /// The processor time in user mode.
  public let userTime: Duration

  /// The processor time in the kernel.
  public let systemTime: Duration
}

/// What came of a child process.
public struct ChildResult: Sendable, Hashable {
  /// How it ended.
  public let termination: ChildTermination

  /// What was captured of standard output; empty where it was not captured.
  public let standardOutput: CapturedOutput

  /// What was captured of standard error; empty where it was not captured.
  public let standardError: CapturedOutput

  /// What was captured of the extra output; empty where there was none.
  public let extraOutput: CapturedOutput

  /// The wall-clock time from start to reaping.
  public let duration: Duration

  /// What it consumed.
  public let usage: ChildUsage

  /// Whether it exited with status 0.
  public var isSuccess: Bool { termination == .exited(0) }
}
