/// What a task may consume. Each bound is enforced by the kernel or by the process that supervises
/// the sandbox; a value outside its range cannot be written.
///
/// Memory, file size, open files and processor time hold for each process (`getrlimit(2)`);
/// processes, wall-clock time, output and temporary space hold for the whole sandbox.
public struct SandboxLimits: Sendable, Hashable {
  /// The address space of one process, in bytes. Runtimes that reserve far more than they use (a
  /// JVM, sanitizers) need a generous value.
  public let memoryBytes: Int
  /// Processes and threads at one time.
  public let processes: Int
  /// The size of one file, in bytes.
  public let fileBytes: Int
  /// Open descriptors of one process.
  public let openFiles: Int
  /// Processor time of one process, in seconds.
  public let cpuSeconds: Int
  /// Wall-clock time of the task, in seconds.
  public let wallSeconds: Int
  /// What is kept of standard output, and the same again of standard error, in bytes.
  public let outputBytes: Int
  /// The size of `/tmp`, and the same again of `/dev/shm`, both in memory, in bytes.
  public let temporaryBytes: Int

  /// What `memoryBytes` may be: 64 MiB to 1 TiB.
  public static let memoryBytesRange = 64 << 20...1 << 40
  /// What `processes` may be.
  public static let processesRange = 1...32768
  /// What `fileBytes` may be: up to 1 TiB.
  public static let fileBytesRange = 0...1 << 40
  /// What `openFiles` may be.
  public static let openFilesRange = 16...65536
  /// What `cpuSeconds` may be: up to a week.
  public static let cpuSecondsRange = 1...604_800
  /// What `wallSeconds` may be: up to a week.
  public static let wallSecondsRange = 1...604_800
  /// What `outputBytes` may be: up to 64 MiB.
  public static let outputBytesRange = 0...64 << 20
  /// What `temporaryBytes` may be: 1 MiB to 64 GiB.
  public static let temporaryBytesRange = 1 << 20...64 << 30

  /// The default limits.
  public static let standard = SandboxLimits()

  private init() {
    memoryBytes = 4 << 30
    processes = 256
    fileBytes = 1 << 30
    openFiles = 1024
    cpuSeconds = 3600
    wallSeconds = 3600
    outputBytes = 1 << 20
    temporaryBytes = 256 << 20
  }

  /// Limits that differ from the standard ones where named.
  ///
  /// Throws `RunnerError.invalid`, which names the limit, for a value outside its range.
  public init(
    memoryBytes: Int = standard.memoryBytes, processes: Int = standard.processes,
    fileBytes: Int = standard.fileBytes, openFiles: Int = standard.openFiles,
    cpuSeconds: Int = standard.cpuSeconds, wallSeconds: Int = standard.wallSeconds,
    outputBytes: Int = standard.outputBytes, temporaryBytes: Int = standard.temporaryBytes
  ) throws(RunnerError) {
    self.memoryBytes = try Self.check("memoryBytes", memoryBytes, Self.memoryBytesRange)
    self.processes = try Self.check("processes", processes, Self.processesRange)
    self.fileBytes = try Self.check("fileBytes", fileBytes, Self.fileBytesRange)
    self.openFiles = try Self.check("openFiles", openFiles, Self.openFilesRange)
    self.cpuSeconds = try Self.check("cpuSeconds", cpuSeconds, Self.cpuSecondsRange)
    self.wallSeconds = try Self.check("wallSeconds", wallSeconds, Self.wallSecondsRange)
    self.outputBytes = try Self.check("outputBytes", outputBytes, Self.outputBytesRange)
    self.temporaryBytes = try Self.check(
      "temporaryBytes", temporaryBytes, Self.temporaryBytesRange)
  }

  private static func check(
    _ name: String, _ value: Int, _ range: ClosedRange<Int>
  ) throws(RunnerError) -> Int {
    guard range.contains(value) else {
      throw .invalid(
        operation: "set limit", subject: name,
        cause: "\(value) is not between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }
}
