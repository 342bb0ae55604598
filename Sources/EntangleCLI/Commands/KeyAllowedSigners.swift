internal import EntangleModel
internal import EntangleVerify

/// `entangle key allowed-signers`: hands the enrolled keys to git and ssh-keygen.
struct KeyAllowedSigners: Command {
  static let spec = CommandSpec(
    ["key", "allowed-signers"], summary: "print the enrolled keys for git and ssh-keygen",
    category: .keys, operands: [RepositoryAccess.operand],
    details: [
      "The file is what 'git config gpg.ssh.allowedSignersFile' names, so that 'git "
        + "verify-commit' knows who signed events, trust states and code, and what 'ssh-keygen "
        + "-Y verify -f' takes. Each law or code key of the newest trust state is a line for "
        + "<id>@entangle.invalid with its window, in UTC.",
      "It says whose key it is. Whether what was signed is permitted, only 'entangle verify' says.",
    ], environment: RepositoryAccess.environment,
    related: ["git-verify-commit(1)", "ssh-keygen(1)"])

  private let argument: String?

  init(_ arguments: ParsedArguments) {
    argument = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let step = try RepositoryAccess.newestState(argument, in: context)
    for principal in step.state.principals.values.sorted(by: { $0.id < $1.id }) {
      for key in principal.keys where !key.uses.isDisjoint(with: [.law, .code]) {
        if let line = Self.line(principal, key) { try context.output.line(line) }
      }
    }
    return .ok
  }

  /// One line of the file (ssh-keygen(1), ALLOWED SIGNERS); nil for a key that ended before it began.
  private static func line(_ principal: Principal, _ key: EnrolledKey) -> String? {
    guard let begin = begin(of: key) else { return nil }
    let signsTrust = principal.kind == .authority && key.uses.contains(.law)
    let namespaces = signsTrust ? "git,entangle-trust@v1" : "git"
    var options = ["namespaces=\"\(namespaces)\"", "valid-after=\"\(moment(begin))\""]
    if let end = key.lastSecond { options.append("valid-before=\"\(moment(end))\"") }
    return "\(principal.id)@entangle.invalid \(options.joined(separator: ",")) \(key.publicKey)"
  }

  /// Where the window begins. OpenSSH takes no window of one second, so that begins a second earlier.
  private static func begin(of key: EnrolledKey) -> Timestamp? {
    guard let end = key.lastSecond, end <= key.notBefore else { return key.notBefore }
    return end == key.notBefore ? Timestamp(seconds: end.seconds - 1) : nil
  }

  /// `YYYYMMDDHHMMSSZ`.
  private static func moment(_ time: Timestamp) -> String {
    time.description.filter { $0.isNumber } + "Z"
  }
}
