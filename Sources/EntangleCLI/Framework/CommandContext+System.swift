internal import EntangleCrypto
internal import EntangleSystem
internal import Glibc

/// The three streams of a process, which alone are needed to print help.
struct CommandStreams: Sendable {
  /// Standard input.
  let input: CommandInput
  /// Standard output.
  let output: CommandOutput
  /// Standard error.
  let diagnostics: CommandDiagnostics

  /// Those of this process.
  static func standard() -> CommandStreams {
    CommandStreams(
      input: .standard(),
      output: CommandOutput(
        DescriptorSink(number: STDOUT_FILENO), isTerminal: isatty(STDOUT_FILENO) == 1,
        terminalColumns: TerminalSize.columns(of: STDOUT_FILENO)),
      diagnostics: CommandDiagnostics(
        DescriptorSink(number: STDERR_FILENO), isTerminal: isatty(STDERR_FILENO) == 1))
  }
}

extension CommandContext {
  /// The world as it is.
  ///
  /// Throws a fatal error where the current directory is gone or cannot be named.
  static func system(_ streams: CommandStreams) throws(CommandError) -> CommandContext {
    CommandContext(
      input: streams.input, output: streams.output, diagnostics: streams.diagnostics,
      currentDirectory: try workingDirectory(), environment: .current(), clock: SystemClock(),
      cryptography: SystemCryptography(), workers: ConcurrentWorkers(),
      makeRandomness: { () throws(CryptoError) in try SystemRandomness() },
      readPassphrase: { (source) throws(SystemError) in try source.read() })
  }

  private static func workingDirectory() throws(CommandError) -> FilePath {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    guard getcwd(&buffer, buffer.count) != nil else {
      throw CommandError(
        SystemError.callFailed(
          operation: "find the current directory", path: ".", cause: Errno(code: errno)))
    }
    return FilePath(buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
  }
}
