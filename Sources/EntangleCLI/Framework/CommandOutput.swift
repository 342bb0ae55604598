internal import EntangleModel
internal import EntangleSystem
internal import Glibc
internal import Synchronization

/// Standard output: the results of a command, gathered in memory and written in large pieces, or
/// by lines where a person watches.
final class CommandOutput: Sendable {
  private static let bufferByteCount = 64 * 1024

  /// Whether a person watches.
  let isTerminal: Bool
  /// How many columns the terminal has; nil where there is none, or it does not know.
  let terminalColumns: Int?
  private let sink: any ByteSink
  private let buffer = Mutex<[UInt8]>([])

  /// Takes the place where the bytes go.
  init(_ sink: any ByteSink, isTerminal: Bool, terminalColumns: Int? = nil) {
    self.sink = sink
    self.isTerminal = isTerminal
    self.terminalColumns = terminalColumns
  }

  /// Adds bytes.
  ///
  /// Throws `CommandError.brokenPipe` where the reader is gone, a fatal error where the bytes could
  /// not be written, for a full disk for instance.
  func write(_ bytes: [UInt8]) throws(CommandError) {
    let limit = isTerminal ? 0 : Self.bufferByteCount
    let isFull = buffer.withLock { buffer in
      buffer += bytes
      return buffer.count > limit
    }
    if isFull { try flush() }
  }

  /// Adds text. Throws as `write` of bytes.
  func write(_ text: String) throws(CommandError) { try write(Array(text.utf8)) }

  /// Adds text and a newline. Throws as `write` of bytes.
  func line(_ text: String = "") throws(CommandError) { try write(text + "\n") }

  /// Adds a document in canonical form. Throws as `write` of bytes.
  func json(_ value: JSONValue) throws(CommandError) { try write(value.encodeCanonical()) }

  /// Writes all that was gathered. Throws as `write`; what could not be written is dropped.
  func flush() throws(CommandError) {
    let bytes = buffer.withLock { buffer in
      let bytes = buffer
      buffer.removeAll(keepingCapacity: true)
      return bytes
    }
    guard !bytes.isEmpty else { return }
    do {
      try sink.write(bytes)
    } catch {
      guard error.code != EPIPE else { throw CommandError.brokenPipe }
      throw CommandError(
        SystemError.callFailed(operation: "write", path: "standard output", cause: error))
    }
  }
}
