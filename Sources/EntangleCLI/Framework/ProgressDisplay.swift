internal import EntangleSystem
internal import Glibc
internal import Synchronization

/// Shows on standard error how far something has come that takes long, and leaves nothing of it.
struct ProgressDisplay: Sendable {
  /// Where it is shown.
  let diagnostics: CommandDiagnostics
  /// When it begins, and how often it changes: after one second, ten times a second.
  var ticker = Ticker(delayMilliseconds: 1000, intervalMilliseconds: 100)

  /// Runs `body` and meanwhile shows what `text` says: one line of at most 78 columns. Throws what
  /// `body` throws.
  func during<Result, Failure: Error>(
    _ text: @escaping @Sendable () -> String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let line = ProgressLine(diagnostics)
    defer { line.erase() }
    return try ticker.during(tick: { line.show(text()) }, body)
  }
}

/// A line of a terminal that is written again and again.
///
/// It is written over with spaces where it gets shorter: every terminal can do that.
final class ProgressLine: Sendable {
  private let diagnostics: CommandDiagnostics
  private let shown = Mutex("")

  init(_ diagnostics: CommandDiagnostics) {
    self.diagnostics = diagnostics
  }

  /// Writes the text where the last one stood; does nothing where it is the same.
  func show(_ text: String) {
    shown.withLock { shown in
      guard text != shown else { return }
      let rest = String(repeating: " ", count: max(0, shown.count - text.count))
      diagnostics.write(text + rest + "\r")
      shown = text
    }
  }

  /// Takes the line away, where one was written.
  func erase() {
    show("")
  }
}
