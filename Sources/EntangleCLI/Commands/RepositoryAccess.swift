internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// What the commands that read a governed repository share: their options, whose law counts, and
/// how a verdict ends a process.
enum RepositoryAccess {
  /// `--repository`.
  static let repositoryOption = OptionSpec.value(
    "repository", "path", form: .directory,
    help: "the repository, by default where the current directory lies")

  /// `--trust-root`.
  static let trustRootOption = OptionSpec.value(
    "trust-root", "sha256", help: "the repository id to expect, instead of the pinned one")

  /// `--as-of`.
  static let asOfOption = OptionSpec.value(
    "as-of", "time", help: "judge as if it were then, such as 2026-01-31T08:00:00Z")

  /// The operand: a work tree, a bare repository or a bundle file.
  static let operand = OperandSpec(
    "repository-or-bundle", .optional, form: .file,
    help: "a work tree, a bare repository or a bundle file (default: where the current directory "
      + "lies)")

  /// The environment variables that every command with such an operand heeds.
  static let environment: [EnvironmentVariable] = [
    .gitDirectory, .dataHome, .cacheHome, .temporaryDirectory,
  ]

  /// The value of `--trust-root`; throws `UsageError` for what is no repository id.
  static func trustRoot(_ arguments: ParsedArguments) throws(UsageError) -> SHA256Digest? {
    guard let text = arguments.value("trust-root") else { return nil }
    return try repositoryID(text)
  }

  /// A repository id; throws `UsageError` for anything but 64 lowercase hexadecimal digits.
  static func repositoryID(_ text: String) throws(UsageError) -> SHA256Digest {
    guard let id = SHA256Digest(hex: text) else {
      throw UsageError("'\(text)' is no repository id: 64 lowercase hexadecimal digits")
    }
    return id
  }

  /// The value of `--as-of`; throws `UsageError` for what is no moment.
  static func asOf(_ arguments: ParsedArguments) throws(UsageError) -> Timestamp? {
    guard let text = arguments.value("as-of") else { return nil }
    guard let moment = Timestamp(text) else {
      throw UsageError("'\(text)' is no time: YYYY-MM-DDTHH:MM:SSZ, in UTC")
    }
    return moment
  }

  /// Whose law counts: the given trust root, else the one pinned for the path. Nothing is pinned
  /// for a bundle.
  static func trustRoot(
    _ given: SHA256Digest?, for governed: GovernedRepository, in context: CommandContext
  ) throws(CommandError) -> SHA256Digest? {
    if let given { return given }
    guard governed.repository != nil else { return nil }
    return try PinStore(context).root(of: governed.path)
  }

  /// The newest state of the trust chain of the repository or bundle that an argument names.
  /// Throws as `GovernedRepository.trustChain` does.
  static func newestState(
    _ argument: String?, in context: CommandContext
  ) throws(CommandError) -> TrustStep {
    let governed = try GovernedRepository.open(argument, in: context)
    guard let newest = try governed.trustChain(in: context).newest else {
      throw CommandError("no trust chain", hint: "'entangle init' founds one")
    }
    return newest
  }

  /// 0, 1 or 2.
  static func status(_ verdict: Verdict) -> ExitStatus {
    switch verdict {
    case .verified: .ok
    case .refused: .refused
    case .undecided: .undecided
    }
  }

  /// A finding as the reason why a command cannot do its work.
  static func error(_ finding: Finding) -> CommandError {
    let subject = finding.object == "-" ? "" : " '\(finding.object)'"
    return CommandError(
      "\(finding.title)\(subject): \(finding.detail)", code: finding.code, hint: finding.hint,
      status: finding.severity == .refused ? .refused : .undecided)
  }
}
