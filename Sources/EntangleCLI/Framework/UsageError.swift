/// A command line that is not understood: printed with the command's usage line, status 129.
struct UsageError: Error, Sendable, Hashable {
  /// What is wrong, lower case, the subject in single quotes, without full stop.
  let message: String

  /// Takes a message.
  init(_ message: String) {
    self.message = message
  }
}
