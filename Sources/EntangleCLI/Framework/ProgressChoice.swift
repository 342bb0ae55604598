internal import EntangleSystem

/// Whether the user wants to see how far a command has come.
enum ProgressChoice: Sendable, Hashable {
  /// Where standard error is a terminal.
  case onTerminal
  case always
  case never

  /// `--progress` and `--no-progress`, as git has them.
  static let options = [
    OptionSpec.flag("progress", help: "show progress even where standard error is no terminal"),
    OptionSpec.flag("no-progress", help: "show no progress on a terminal either"),
  ]

  /// What the options say; throws `UsageError` where they contradict each other. A command that is
  /// to be quiet shows none.
  init(_ arguments: ParsedArguments, isQuiet: Bool = false) throws(UsageError) {
    let (isWanted, isUnwanted) = (arguments.flag("progress"), arguments.flag("no-progress"))
    if isWanted && (isUnwanted || isQuiet) {
      let other = isUnwanted ? "--no-progress" : "--quiet"
      throw UsageError("'--progress' and '\(other)' exclude each other")
    }
    self = isWanted ? .always : isUnwanted || isQuiet ? .never : .onTerminal
  }
}

extension CommandContext {
  /// What shows progress; nil where none is to be shown.
  var progressDisplay: ProgressDisplay? {
    let isShown =
      switch progress {
      case .onTerminal: diagnostics.isTerminal
      case .always: true
      case .never: false
      }
    return isShown ? ProgressDisplay(diagnostics: diagnostics) : nil
  }

  /// Runs `body`, of which nothing can be counted, and meanwhile shows what it is and for how many
  /// seconds it has been under way. Throws what `body` throws.
  func timing<Result, Failure: Error>(
    _ name: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let display = progressDisplay else { return try body() }
    let (clock, start) = (clock, clock.now())
    return try display.during({ "\(name): \(max(0, clock.now() - start)) s" }, body)
  }
}
