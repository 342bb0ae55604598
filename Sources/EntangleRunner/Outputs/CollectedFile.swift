/// The mode of a collected file, as in a git tree (`git-fast-import(1)`).
public enum OutputMode: String, Sendable, Hashable {
  /// A file that nobody executes.
  case regular = "100644"
  /// A file that its owner may execute.
  case executable = "100755"
}

/// A file that a task made, taken over from its workspace.
public struct CollectedFile: Sendable, Hashable {
  /// Where it was, relative to the workspace.
  public let path: OutputPath
  /// Whether its owner may execute it.
  public let mode: OutputMode
  /// What it holds.
  public let content: [UInt8]
}

/// How much a task may hand out.
public struct OutputLimits: Sendable, Hashable {
  /// Files in all.
  public let files: Int
  /// Content in all, in bytes.
  public let bytes: Int
  /// Names in one path.
  public let depth: Int

  /// 10,000 files, 256 MiB, 32 names deep.
  public static let standard = OutputLimits(files: 10_000, bytes: 256 << 20, depth: 32)

  /// Negative values count as 0, and a depth above 128 as 128: each level holds a descriptor.
  public init(files: Int, bytes: Int, depth: Int) {
    self.files = max(0, files)
    self.bytes = max(0, bytes)
    self.depth = min(max(0, depth), 128)
  }
}
