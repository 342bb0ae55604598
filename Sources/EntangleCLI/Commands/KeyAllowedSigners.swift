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
        try context.output.line(Self.line(principal, key))
      }
    }
    return .ok
  }

  /// One line of the file (ssh-keygen(1), ALLOWED SIGNERS).
  private static func line(_ principal: Principal, _ key: EnrolledKey) -> String {
    let signsTrust = principal.kind == .authority && key.uses.contains(.law)
    let namespaces = signsTrust ? "git,entangle-trust@v1" : "git"
    var options = ["namespaces=\"\(namespaces)\"", "valid-after=\"\(moment(key.notBefore))\""]
    if let end = key.lastSecond { options.append("valid-before=\"\(moment(end))\"") }
    return "\(principal.id)@entangle.invalid \(options.joined(separator: ",")) \(key.publicKey)"
  }

  /// `YYYYMMDDHHMMSSZ`.
  private static func moment(_ time: Timestamp) -> String {
    time.description.filter { $0.isNumber } + "Z"
  }
}
