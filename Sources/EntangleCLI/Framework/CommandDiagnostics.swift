internal import EntangleModel

/// Standard error: everything that is no result. Written at once, and where it cannot be written,
/// there is nobody left to tell.
struct CommandDiagnostics: Sendable {
  /// Whether a person watches.
  let isTerminal: Bool
  private let sink: any ByteSink

  /// Takes the place where the bytes go.
  init(_ sink: any ByteSink, isTerminal: Bool) {
    self.sink = sink
    self.isTerminal = isTerminal
  }

  /// The same for a reader who may have gone away: what he does not take by the deadline is lost.
  func patient(by deadline: ContinuousClock.Instant) -> CommandDiagnostics {
    CommandDiagnostics(sink.patient(by: deadline), isTerminal: isTerminal)
  }

  /// Writes text as it is.
  func write(_ text: String) { try? sink.write(Array(text.utf8)) }

  /// Writes one line, control characters escaped: a name in it cannot steer a terminal.
  func line(_ text: String) { write(escapeUnseen(text) + "\n") }

  /// `warning: <message>`, and `hint: <hint>` on a line of its own.
  func warning(_ message: String, hint: String? = nil) {
    line("warning: " + message)
    if let hint { line("hint: " + hint) }
  }

  /// `entangle: <message>`, or with a code `entangle: [W109] <message>`, and `hint: <hint>` on a
  /// line of its own. Nothing for a broken pipe.
  func report(_ error: CommandError) {
    guard error.status != .brokenPipe else { return }
    line("entangle: " + (error.code.map { "[\($0)] " } ?? "") + error.message)
    if let hint = error.hint { line("hint: " + hint) }
  }
}

/// The text with what cannot be seen escaped (`TextDisplay`), for people; newlines too.
func escapeUnseen(_ text: String) -> String {
  TextDisplay.kept.line(text.utf8)
}
