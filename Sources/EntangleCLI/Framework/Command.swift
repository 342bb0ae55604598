/// One command: made of its arguments, then run once.
protocol Command: Sendable {
  /// What is said about it without running it.
  static var spec: CommandSpec { get }

  /// Takes arguments that fit `spec` and gives them meaning. Looks at nothing else: no file, no
  /// environment. Throws `UsageError` for a value that means nothing.
  init(_ arguments: ParsedArguments) throws(UsageError)

  /// Does the work. Results go to `context.output`, all else to `context.diagnostics`.
  ///
  /// Throws `CommandError` where it could not be done; an answer of no is an `ExitStatus`.
  func run(in context: CommandContext) throws(CommandError) -> ExitStatus
}
