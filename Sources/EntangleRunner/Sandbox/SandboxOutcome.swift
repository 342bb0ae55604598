public import EntangleModel
public import EntangleSystem

/// How a sandboxed task came to its end.
public enum SandboxEnding: Sendable, Hashable {
  /// It ended with this status, 0 to 255. As in a shell, 128 + n stands for signal n, 127 for a
  /// program not found and 126 for one that cannot be executed.
  case exited(Int32)
  /// It was killed at its wall-clock limit.
  case timedOut
  /// It was killed because the caller cancelled it.
  case cancelled

  /// What the command did, after its name in a sentence: `exited with 3`.
  public func words(limit: SandboxLimits) -> String {
    switch self {
    case .exited(127): "exited with 127: there is no such program"
    case .exited(126): "exited with 126: it cannot be executed"
    case .exited(let status): "exited with \(status)"
    case .timedOut: "took longer than \(limit.wallSeconds) s"
    case .cancelled: "was cancelled"
    }
  }
}

/// What came of a sandboxed task. Every process of the sandbox has ended.
public struct SandboxOutcome: Sendable, Hashable {
  /// How it ended.
  public let ending: SandboxEnding
  /// What it wrote to standard output, within the limit.
  public let standardOutput: CapturedOutput
  /// What it wrote to standard error, within the limit.
  public let standardError: CapturedOutput
  /// The SHA-256 of all that it wrote to standard output.
  public let outputDigest: SHA256Digest
  /// The SHA-256 of all that it wrote to standard error.
  public let errorDigest: SHA256Digest
  /// The wall-clock time, the sandbox's own set-up included.
  public let duration: Duration
  /// What it consumed.
  public let usage: ChildUsage

  /// Whether it exited with status 0.
  public var isSuccess: Bool { ending == .exited(0) }
}

/// How a task was confined, for its manifest.
public struct SandboxReport: Sendable, Hashable {
  /// The means: always `bubblewrap`.
  public let mode: String
  /// The version of that program, such as `0.8.0`.
  public let version: String
  /// What it can reach: always `none`.
  public let network: String
  /// Where its user comes from: `mapped` (the caller's own user under another number) or `switched`
  /// (a user that owns nothing else, because the caller is root).
  public let user: String
  /// Folders of the host, beside the system's own, that it could read.
  public let readOnlyPaths: [String]
  /// What it may consume.
  public let limits: SandboxLimits
}
