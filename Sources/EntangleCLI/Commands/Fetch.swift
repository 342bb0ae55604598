internal import EntangleModel

/// `entangle fetch`: brings what a remote has, judged before anything here moves.
struct Fetch: Command {
  static let spec = CommandSpec(
    ["fetch"], summary: "bring what a remote has, judged before anything moves", category: .work,
    options: [.json],
    operands: [
      .remote()
    ],
    details: [
      "Git brings the remote's entangle refs and branches into refs/entangle-remotes/<remote>/. "
        + "They are judged together with what is here; then refs/entangle/ and the "
        + "remote-tracking branches move forward, in one transaction. What is refused stays where "
        + "it is, with all that builds on it.",
      "Ends with 1 where something is refused, or the remote has another history than this "
        + "repository (fork) or less than it once had (rolled-back, dropped; also a protected branch "
        + "that leaves what had landed), and with 2 where something cannot be decided.",
    ], environment: RepositoryAccess.environment, related: ["git-fetch(1)"])

  private let remote: String?
  private let isJSON: Bool

  init(_ arguments: ParsedArguments) {
    remote = arguments.operand(0)
    isJSON = arguments.flag("json")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(nil, in: context)
    let exchange = try Exchange(with: governed.remote(remote), of: governed, in: context)
    let outcome = try exchange.fetch(root: exchange.trustRoot())
    try outcome.print(asJSON: isJSON, in: context)
    return outcome.status
  }
}
