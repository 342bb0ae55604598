/// Why a command could not be done, as it is told to people: `entangle: <message>`, then
/// `hint: <hint>` on a line of its own.
struct CommandError: Error, Sendable, Hashable {
  /// What failed, lower case, the subject in single quotes, without full stop.
  let message: String
  /// The permanent code of a rule that was broken, `W109` for instance.
  let code: String?
  /// The way out, where one is known.
  let hint: String?
  /// How the process ends.
  let status: ExitStatus

  /// Takes a message; by default the failure is fatal (128).
  init(
    _ message: String, code: String? = nil, hint: String? = nil, status: ExitStatus = .fatal
  ) {
    self.message = message
    self.code = code
    self.hint = hint
    self.status = status
  }

  /// The reader of standard output is gone: nothing is left to say, and nobody to say it to.
  static let brokenPipe = CommandError("", status: .brokenPipe)
}

/// An error of a lower module that knows how to be told to people.
protocol ReportableError: Error {
  /// What failed, as `CommandError.message`.
  var reportedMessage: String { get }
  /// The way out, as `CommandError.hint`.
  var reportedHint: String? { get }
}

extension CommandError {
  /// Retells an error of a lower module; fatal unless said otherwise.
  init(_ error: some ReportableError, status: ExitStatus = .fatal) {
    self.init(error.reportedMessage, hint: error.reportedHint, status: status)
  }
}

/// Does `body` and retells what it throws: a `CommandError` as it is, an error of a lower module by
/// its own message and hint, always as fatal.
func attempt<Result: ~Copyable>(_ body: () throws -> Result) throws(CommandError) -> Result {
  do {
    return try body()
  } catch let error as CommandError {
    throw error
  } catch {
    guard let error = error as? any ReportableError else { throw CommandError("\(error)") }
    throw CommandError(error.reportedMessage, hint: error.reportedHint)
  }
}
