import EntangleCrypto
import EntangleModel
import EntangleSystem
import Glibc
import Synchronization

@testable import EntangleCLI

/// Swift Testing has a type of the same name.
typealias ExitStatus = EntangleCLI.ExitStatus

/// A sink that keeps what it is given, or refuses it.
final class CapturedSink: ByteSink {
  private let content = Mutex<[UInt8]>([])
  private let failure: Errno?

  init(failing failure: Errno? = nil) {
    self.failure = failure
  }

  /// Everything written so far.
  var text: String { content.withLock { String(decoding: $0, as: UTF8.self) } }

  func write(_ bytes: [UInt8]) throws(Errno) {
    if let failure { throw failure }
    content.withLock { $0 += bytes }
  }
}

/// What a person types at a terminal that is not there, and what was asked.
final class ScriptedTerminal: Sendable {
  private let state: Mutex<(answers: [String], prompts: [String])>

  init(_ answers: [String]) {
    state = Mutex((answers, []))
  }

  /// The prompts in order.
  var prompts: [String] { state.withLock { $0.prompts } }

  /// The next answer; cancelled where there is none.
  func answer(_ prompt: String) throws(SystemError) -> SecretBytes {
    let answer = state.withLock { state in
      state.prompts.append(prompt)
      return state.answers.isEmpty ? nil : state.answers.removeFirst()
    }
    guard let answer else {
      throw .cancelled(operation: "read passphrase from", path: "/dev/tty")
    }
    return try SecretBytes(copying: Array(answer.utf8))
  }
}

/// Standard input that is read once.
private final class PendingInput: Sendable {
  private let bytes: Mutex<[UInt8]>

  init(_ bytes: [UInt8]) {
    self.bytes = Mutex(bytes)
  }

  func next() -> [UInt8] {
    bytes.withLock { bytes in
      defer { bytes = [] }
      return bytes
    }
  }
}

/// What a command line did.
struct CommandResult: Sendable, Equatable {
  let status: ExitStatus
  let output: String
  let diagnostics: String
}

/// A world for commands: a temporary home and working directory, a clock that stands still.
final class CommandHarness: Sendable {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory(in: Self.folder, prefix: "entangle-cli-test")
  }

  /// In memory, where programs may run from there and room is left: the tests make and remove some ten
  /// thousand files, which on a disk takes longer than all else.
  private static let folder: FilePath = {
    let noPrograms: UInt = 8  // ST_NOEXEC, which Swift does not see
    var room = statvfs()
    let isFit =
      statvfs("/dev/shm", &room) == 0 && room.f_flag & noPrograms == 0
      && room.f_bavail > (1 << 30) / room.f_frsize && access("/dev/shm", W_OK | X_OK) == 0
    return isFit ? "/dev/shm" : "/tmp"
  }()

  /// The home directory.
  var home: FilePath { directory.path }

  /// The moment at which commands run unless said otherwise, in seconds since the epoch.
  static let moment: Int64 = 1_767_323_045

  /// Where the keys lie.
  var keys: FilePath { home.appending(".local/share/entangle/keys") }

  /// Runs a command line, the words separated by spaces.
  func run(
    _ line: String, environment: [String: String] = [:], typing answers: [String] = [],
    table: CommandTable = .standard
  ) -> CommandResult {
    run(line, environment: environment, terminal: ScriptedTerminal(answers), table: table)
  }

  /// Runs a command line with a terminal that remembers what was asked; in a folder of the home
  /// directory, where one is named.
  func run(
    _ line: String, environment: [String: String] = [:], terminal: ScriptedTerminal,
    output: CapturedSink = CapturedSink(), table: CommandTable = .standard,
    input: [UInt8] = [], at moment: Int64 = CommandHarness.moment, in folder: String? = nil
  ) -> CommandResult {
    let diagnostics = CapturedSink()
    let status = CommandDispatcher(
      table: table, streams: streams(output, diagnostics, input),
      makeContext: { [self] streams in
        context(streams, environment, terminal, at: moment, in: folder)
      }
    ).run(line.split(separator: " ").map(String.init))
    return CommandResult(status: status, output: output.text, diagnostics: diagnostics.text)
  }

  /// A context that nobody sees anything of.
  func context(environment: [String: String] = [:], terminal: ScriptedTerminal = .init([]))
    -> CommandContext
  {
    context(streams(CapturedSink(), CapturedSink()), environment, terminal)
  }

  private func streams(
    _ output: CapturedSink, _ diagnostics: CapturedSink, _ input: [UInt8] = []
  ) -> CommandStreams {
    let rest = PendingInput(input)
    return CommandStreams(
      input: CommandInput(isTerminal: false) { () throws(Errno) in rest.next() },
      output: CommandOutput(output, isTerminal: false),
      diagnostics: CommandDiagnostics(diagnostics, isTerminal: false))
  }

  /// One thread, so that the tests themselves run side by side, or as many as
  /// `ENTANGLE_TEST_THREADS` says (`.ci/sanitize thread`).
  private static let workers = ConcurrentWorkers(
    threadCount: Environment.current()["ENTANGLE_TEST_THREADS"].flatMap { Int($0) } ?? 1)

  private func context(
    _ streams: CommandStreams, _ environment: [String: String], _ terminal: ScriptedTerminal,
    at moment: Int64 = CommandHarness.moment, in folder: String? = nil
  ) -> CommandContext {
    let pinned = ["HOME": home.description, "LC_ALL": "C", "TZ": "UTC"]
    return CommandContext(
      input: streams.input, output: streams.output, diagnostics: streams.diagnostics,
      currentDirectory: folder.map { home.appending($0) } ?? home,
      environment: Environment(pinned.merging(environment) { _, given in given }),
      clock: FixedClock(moment), cryptography: SystemCryptography(),
      workers: Self.workers,
      makeRandomness: { () throws(CryptoError) in try SystemRandomness() },
      readPassphrase: { (source) throws(SystemError) in
        guard case .terminal(let prompt) = source else { return try source.read() }
        return try terminal.answer(prompt)
      })
  }
}
