/// A program to run as a child: never through a shell, with nothing inherited but what is named.
///
/// The child leads a session of its own, so that the whole tree can be killed, and gets no
/// descriptor beyond those described here (`posix_spawn(3)`, `setsid(2)`). Signal dispositions and
/// the signal mask are the default ones. A descendant that makes a session of its own outlives the
/// child: only a process namespace (`Sandbox` in EntangleRunner) holds it.
public struct ChildProcess: Sendable {
  /// What the child reads on standard input.
  public enum Input: Sendable, Hashable {
    /// Nothing: `/dev/null`.
    case nothing
    /// These bytes, from a sealed file in memory, so that writing them can never block.
    case bytes([UInt8])
    /// A regular file, from its beginning.
    case file(FilePath)
    /// What this process reads.
    case inherited
  }

  /// Where an output stream of the child goes.
  public enum Output: Sendable, Hashable {
    /// Nowhere: `/dev/null`.
    case discarded
    /// To this process's own stream.
    case inherited
    /// Into the result, at most `limit` bytes; what follows is read and dropped.
    case captured(limit: Int)
  }

  /// A stream that the child writes.
  public enum Stream: Sendable, Hashable {
    case standardOutput
    case standardError
  }

  /// The file to execute: a path if it contains a slash, else a name looked up in `PATH` of
  /// `environment`, whose relative entries are ignored.
  public var program: String

  /// The arguments after the program's own name.
  public var arguments: [String]

  /// The whole environment of the child.
  public var environment: [String: String]

  /// The working directory; nil is that of this process.
  public var directory: String?

  /// Standard input.
  public var standardInput: Input = .nothing

  /// Standard output; by default up to 64 MiB are captured.
  public var standardOutput: Output = .captured(limit: 64 << 20)

  /// Standard error; by default up to 1 MiB is captured.
  public var standardError: Output = .captured(limit: 1 << 20)

  /// Is handed each part of a stream that is captured, as it comes, what is not kept too.
  public var whenRead: (@Sendable (Stream, [UInt8]) -> Void)?

  /// Contents for the child to read on descriptors 3, 4 and so on, in this order.
  public var extraInputs: [[UInt8]] = []

  /// Where set, the first descriptor after `extraInputs` is a pipe of which so many bytes are
  /// captured.
  public var extraOutputLimit: Int?

  /// The wall-clock time after which the tree is killed; nil is no limit.
  public var timeLimit: Duration?

  /// How long the tree has between SIGTERM and SIGKILL.
  public var grace: Duration = .seconds(2)

  /// A child with no input, captured output and no time limit.
  public init(
    _ program: String, _ arguments: [String] = [], environment: [String: String],
    directory: String? = nil
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }

  /// Runs the child to its end, and kills and reaps what is left of its session.
  ///
  /// While it runs, SIGHUP, SIGINT and SIGTERM to this process, unless handled or ignored already,
  /// kill the tree instead and come out as `ChildProcessError.interrupted`; from then on no further
  /// child starts. `cancellation` kills the tree too, as an outcome. Must not be called from
  /// asynchronous code that may not block.
  ///
  /// Throws `ChildProcessError`: program not found, no such directory, an argument that contains
  /// NUL, a system call that failed, an interruption. A non-zero exit is an outcome.
  public func run(cancellation: Cancellation? = nil) throws(ChildProcessError) -> ChildResult {
    let executable = try ExecutableSearch.path(of: program, in: environment["PATH"])
    let watch = try ChildSignalWatch(for: program)
    let streams = try ChildStreams(self)
    let start = ContinuousClock.now
    let child = try spawn(executable, streams)
    var supervisor = try ChildSupervisor(
      self, child, streams, watch: watch, cancellation: cancellation, start: start)
    return try supervisor.run()
  }
}
