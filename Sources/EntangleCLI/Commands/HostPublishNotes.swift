internal import EntangleHost
internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle host publish-notes`: writes the notes of a repository under guard, signed by the host.
struct HostPublishNotes: Command {
  static let spec = CommandSpec(
    ["host", "publish-notes"], summary: "publish notes on commits, signed by the host",
    category: .host, operands: [HostAccess.operand],
    details: [
      "For a timer. On each commit that accepted events are about, 'refs/notes/entangle' has a line for each. Whoever has no "
        + "entangle fetches it with git and reads it with 'git log --notes=entangle'; 'git verify-commit' checks the host's signature. "
        + "Notes are an index for people: no verdict depends on them, and every clone with entangle makes its own.",
      "Prints the new commit, and nothing where nothing is new. The law has to have opened an epoch for the key on this server.",
    ], related: ["git-notes(1)"])

  private let path: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    path = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let hosted = try HostedRepository.openOwn(path, for: Self.spec, in: context)
    let settings = try hosted.settings()
    let report = hosted.governed.report(
      trustRoot: settings.trustRoot, now: try context.now(), in: context)
    guard let judgement = report.standingJudgement, let law = judgement.chain.newest?.state,
      let epoch = law.currentEpoch?.epoch
    else {
      throw CommandError(
        "the law here has opened no epoch for a host", hint: "entangle host epoch",
        status: .refused)
    }
    let folder = hosted.folder
    guard let key = try attempt({ try HostKey.open(in: folder) }),
      context.cryptography.keyID(key.publicKey) == epoch.key
    else {
      throw CommandError(
        "the epoch is for another key than the one on this server", hint: "entangle host status",
        status: .refused)
    }
    let tips = Dictionary(hosted.governed.entangleRefs.map { ($0.name, $0.id) }) { first, _ in first
    }
    let writer = NotesWriter(repository: hosted.repository, context: context)
    let hosts = Set(law.epochs.values.map(\.host))
    guard
      let (commit, old) = try writer.commit(
        EventNotes(judgement, tips: tips), by: epoch.host, after: hosts)
    else { return .ok }
    guard let object = key.signed(commit, context.cryptography) else {
      throw CommandError("the key gives no signature")
    }
    try context.output.line(try writer.publish(object, inPlaceOf: old).hex)
    return .ok
  }
}
