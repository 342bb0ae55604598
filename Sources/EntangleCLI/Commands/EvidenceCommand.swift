internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// `entangle evidence`: writes the proof that a host or a signer has said two things.
struct EvidenceCommand: Command {
  static let spec = CommandSpec(
    ["evidence"], summary: "pack what shows that a host or signer has said two things",
    category: .verification,
    options: [RepositoryAccess.trustRootOption, RepositoryAccess.repositoryOption],
    operands: [
      OperandSpec(
        "ref", .optional,
        help: "what a finding or a fork is about: refs/entangle/receipts/<epoch>, or a lane "
          + "(default: whatever is found)")
    ],
    details: [
      "Looks at what events have seen of the host's log, at the head that is remembered of it, and at what remotes "
        + "show of logs and lanes (refs/entangle-remotes/), for two things signed by one key of which only one can "
        + "be so. The evidence is printed: redirect it into a file. 'entangle verify --evidence' checks it "
        + "anywhere, with no repository.",
      "Ends with 1, and prints nothing, where there is none.",
    ], environment: RepositoryAccess.environment)

  private let ref: RefName?
  private let root: SHA256Digest?
  private let path: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    ref = arguments.operand(0).map { RefName($0) }
    root = try RepositoryAccess.trustRoot(arguments)
    path = arguments.value("repository")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(path, in: context)
    let root = try RepositoryAccess.trustRoot(root, for: governed, in: context)
    let report = governed.report(trustRoot: root, now: try context.now(), in: context)
    guard let judgement = report.judgement, let repository = judgement.chain.root else {
      throw CommandError(report.findings)
    }
    let search = EvidenceSearch(
      governed: governed, judgement: judgement, repository: repository, context: context)
    guard let evidence = try search.first(about: ref) else {
      throw CommandError(
        "nobody has said two things, as far as is known here",
        hint: "'entangle fetch' brings what remotes show", status: .refused)
    }
    do {
      _ = try evidence.check(context.cryptography)
    } catch {
      throw CommandError("what was found does not hold: \(error.detail)")
    }
    try context.output.write(evidence.canonical)
    return .ok
  }
}
