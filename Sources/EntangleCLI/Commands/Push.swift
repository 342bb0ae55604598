internal import EntangleModel

/// `entangle push`: gives a remote what it lacks, and looks whether it arrived.
struct Push: Command {
  static let spec = CommandSpec(
    ["push"], summary: "give a remote the events and states it lacks", category: .work,
    options: [.json] + Exchange.Signing.options,
    operands: [
      .remote()
    ],
    details: [
      "Looks at the remote, has the verifier judge what it would hold, and pushes every entangle "
        + "ref that moves forward there, with the protected branches that were landed, in one "
        + "atomic push through git, after the law and the denylist where these move. Lanes that a server under guard does not "
        + "take from whoever pushes stay here (held). Then it looks again: pushed is what the remote shows. "
        + "A remote that is not the host gets the host's log as well.",
      Exchange.Signing.details,
      "Where a server asks for a token of its keeper's before it takes law, ENTANGLE_HOST_OPERATOR_TOKEN holds that.",
      "Ends with 1 where something is refused, the remote has another history (fork), does not take the push "
        + "(declined), or does not show what it took (undelivered).",
    ], environment: RepositoryAccess.environment + [.operatorToken], related: ["git-push(1)"])

  private let remote: String?
  private let isJSON: Bool
  private let signing: Exchange.Signing?

  init(_ arguments: ParsedArguments) {
    remote = arguments.operand(0)
    isJSON = arguments.flag("json")
    signing = Exchange.Signing(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(nil, in: context)
    var exchange = try Exchange(with: governed.remote(remote), of: governed, in: context)
    let outcome = try exchange.push(
      root: exchange.trustRoot(), signing: signing?.resolved(in: context))
    try outcome.print(asJSON: isJSON, in: context)
    return outcome.status
  }
}
