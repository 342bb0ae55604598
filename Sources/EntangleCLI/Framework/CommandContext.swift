internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem

/// Everything that a command may touch of the world, so that a test can hand it another one.
struct CommandContext: Sendable {
  /// Standard input.
  var input: CommandInput
  /// Standard output: results.
  var output: CommandOutput
  /// Standard error: everything else.
  var diagnostics: CommandDiagnostics
  /// The directory that relative paths start from; absolute.
  var currentDirectory: FilePath
  /// The environment variables.
  var environment: Environment
  /// The time of day.
  var clock: any Clock
  /// Digests and the checking of signatures.
  var cryptography: any Cryptography
  /// The threads for work that can be split.
  var workers: any Workers
  /// Makes the source of unpredictable bytes; called only where some are needed.
  var makeRandomness: @Sendable () throws(CryptoError) -> any Randomness
  /// The commands there are, for those that tell of them.
  var commands = CommandTable.standard
  /// Whether progress is shown.
  var progress = ProgressChoice.onTerminal
  /// Reads a passphrase from where it is said to come from.
  var readPassphrase: @Sendable (PassphraseSource) throws(SystemError) -> SecretBytes
  /// The keys that the command has opened; the same in all copies of the context.
  let openedKeys = OpenedKeys()

  /// Whether a person is there who can answer questions.
  var isInteractive: Bool { input.isTerminal && diagnostics.isTerminal }

  /// The colours of standard output.
  var outputColours: ColourPolicy {
    ColourPolicy(isTerminal: output.isTerminal, environment: environment)
  }

  /// At how many columns texts for people are wrapped on standard output: what `COLUMNS` says, as for
  /// git, else what the terminal does, else 80; nil where it is no terminal, for nothing is wrapped then.
  var outputColumns: Int? {
    guard output.isTerminal else { return nil }
    let said = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    return said ?? output.terminalColumns ?? 80
  }

  /// The colours of standard error.
  var diagnosticColours: ColourPolicy {
    ColourPolicy(isTerminal: diagnostics.isTerminal, environment: environment)
  }

  /// The source of unpredictable bytes; throws a fatal error where there is none.
  func randomness() throws(CommandError) -> any Randomness {
    try attempt { try makeRandomness() }
  }

  /// Now; throws a fatal error where the clock is not between the years 1970 and 9999.
  func now() throws(CommandError) -> Timestamp {
    let seconds = clock.now()
    guard let moment = Timestamp(seconds: seconds) else {
      throw CommandError("cannot tell the time: the clock says \(seconds) seconds since 1970")
    }
    return moment
  }

  /// Where temporary files go: `TMPDIR`, or `/tmp` where it is empty or not set.
  var temporaryDirectory: FilePath {
    let named = environment["TMPDIR"] ?? ""
    return named.isEmpty ? "/tmp" : FilePath(named)
  }

  /// Goes on as if the command had been started in a directory, as git does with `-C`; an empty name leaves it where it
  /// is. Throws a fatal error where there is no such directory.
  mutating func change(to directory: String) throws(CommandError) {
    guard !directory.isEmpty else { return }
    let path = path(directory)
    guard try attempt({ try FileSystem.status(path) })?.kind == .directory else {
      throw CommandError("cannot change to '\(path)': there is no such directory")
    }
    currentDirectory = path
  }

  /// The path that an argument means: itself where it is absolute, else from the current directory.
  func path(_ argument: String) -> FilePath {
    let path = FilePath(argument)
    return path.isAbsolute || path.bytes.isEmpty ? path : currentDirectory.appending(argument)
  }
}
