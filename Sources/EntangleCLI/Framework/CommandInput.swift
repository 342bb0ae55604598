internal import EntangleSystem
internal import Glibc

/// Standard input, read whole: a list of ref updates, a document to sign.
struct CommandInput: Sendable {
  /// Whether a person types it.
  let isTerminal: Bool
  private let next: @Sendable () throws(Errno) -> [UInt8]

  /// Takes what gives the next piece, an empty one at the end.
  init(isTerminal: Bool, _ next: @escaping @Sendable () throws(Errno) -> [UInt8]) {
    self.isTerminal = isTerminal
    self.next = next
  }

  /// Descriptor 0 of this process.
  static func standard() -> CommandInput {
    CommandInput(isTerminal: isatty(STDIN_FILENO) == 1) { () throws(Errno) in
      var chunk = [UInt8](repeating: 0, count: 64 * 1024)
      while true {
        let count = Glibc.read(STDIN_FILENO, &chunk, chunk.count)
        if count >= 0 { return Array(chunk[..<count]) }
        if errno != EINTR { throw Errno(code: errno) }
      }
    }
  }

  /// All bytes up to the end.
  ///
  /// Throws a fatal error where there are more than `limit` or they cannot be read.
  func readAll(limit: Int) throws(CommandError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let piece: [UInt8]
      do {
        piece = try next()
      } catch {
        throw CommandError(
          SystemError.callFailed(operation: "read", path: "standard input", cause: error))
      }
      if piece.isEmpty { return bytes }
      guard bytes.count + piece.count <= limit else {
        throw CommandError(SystemError.tooLarge(path: "standard input", limit: limit))
      }
      bytes += piece
    }
  }
}
