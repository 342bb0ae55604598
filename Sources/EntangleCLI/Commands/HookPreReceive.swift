internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle hook pre-receive`: judges a push before any of its refs moves.
struct HookPreReceive: Command {
  static let spec = CommandSpec(
    ["hook", "pre-receive"], summary: "judge a push, as a git hook", category: .plumbing,
    details: [
      "Git runs it in the repository that is pushed to, and tells it on standard input, line by line, "
        + "which refs are to move: '<old> <new> <ref>'. It ends with 0 where the push is taken, and with 1 "
        + "where it is refused; then it says which rules are broken, and nothing moves.",
      "The push is judged as if all of its refs had moved. What was wrong before is told by 'entangle "
        + "verify', and bars nobody; what would be wrong then and was not before is refused.",
      "Before that, what the push brings is searched for secrets, as far as that goes: private keys, well-known "
        + "tokens, passwords in URLs. What only looks like one is let in where its digest stands in "
        + "'entangle/allowed-secrets' of the repository on the server.",
      "Pushes are judged one after the other: the next one waits until the refs of this one have moved. "
        + "After half a minute it is refused.",
      "Where the law has opened an epoch for this host, it is written down before the refs move what the "
        + "push is, so that it gets its receipt whatever happens; and pushes that are refused get one with "
        + "the next.",
      "A push certificate (git push --signed) is checked against the push and the law, and kept; 'entangle host "
        + "init --certificates required' refuses a push without one.",
      "Where 'ENTANGLE_PUSHER' names a principal, or a certificate does, only lanes of that principal may move.",
    ], environment: [.pusher, .temporaryDirectory], related: ["githooks(5)"])

  /// How many lines a push may have that is looked at at all, each of 4,096 bytes: git knows no longer names.
  private static let longestInput = 16 << 20
  /// How long a push waits for others.
  private static let patience = Duration.seconds(30)

  init(_ arguments: ParsedArguments) throws(UsageError) {}

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    if let namespace = context.environment["GIT_NAMESPACE"], !namespace.isEmpty {
      throw CommandError(
        "git moves other refs than it names to its hooks, in the namespace '\(displayText(namespace.utf8))'",
        hint: "push without GIT_NAMESPACE and '--namespace'", status: .refused)
    }
    let folder = HostFolder(
      gitDirectory: try HostedRepository.directoryOfHook(in: context))
    let settings = try HostedRepository.settings(folder)
    let input = try context.input.readAll(limit: Self.longestInput)
    let pusher = try pusher(in: context)
    return try reply(to: input, by: pusher, folder, settings, in: context).told(in: context)
  }

  /// Judges the push in its turn, and leaves that to git where it is taken.
  private func reply(
    to input: [UInt8], by pusher: PrincipalID?, _ folder: HostFolder,
    _ settings: HostFolder.Settings, in context: CommandContext
  ) throws(CommandError) -> PushReply {
    let receipts = HostReceipts(folder, in: context)
    let turn = try attempt {
      try folder.takeTurn(by: .now + Self.patience) { receipts.hasMoved($0) }
    }
    try receipts.settle(before: turn)
    let strikes = HostStrikes(folder, in: context)
    try strikes.writeBans(turn)
    let hosted = try HostedRepository.ofHook(in: context)
    let updates = try updates(input, hosted)
    let admission = try Admission(
      of: updates, by: pusher, to: hosted, settings, in: context)
    func refused(_ findings: [Finding]) throws(CommandError) {
      try receipts.refused(findings, by: admission.pusher, input: input)
      try strikes.count(findings, by: admission.pusher, in: hosted)
    }
    guard admission.isAdmitted else {
      try refused(admission.findings)
      return PushReply(reasons: admission.findings)
    }
    let records = hosted.records(in: context)
    let answer = PushGate(
      try hosted.input(settings, in: context), updates: updates, pusher: admission.pusher,
      standing: hosted.standing
    ).answer { $0.report(recorded: records, in: context) }
    if let report = answer.report { UntilExit.keep(report) }
    guard answer.findings.isEmpty else {
      try refused(answer.findings)
      return PushReply(warnings: admission.findings, reasons: answer.findings)
    }
    guard let process = ProcessIdentity.ancestor(named: ["git", "git-receive-pack"]) else {
      throw CommandError("cannot tell which process moves the refs")
    }
    let format = hosted.repository.objectFormat
    let intent = Intent(
      holder: process, isRecordDue: answer.report.map(RecordStore.isDue) ?? false,
      whole: answer.isWhole
        ? MoveFacts.digest(of: updates.map { $0.line(format) }, context.cryptography) : nil,
      draft: try receipts.draft(
        updates, of: hosted, by: admission.pusher, certificate: admission.certificate,
        answer.report))
    try admission.keepCertificate()
    try pass(turn, to: intent)
    return PushReply(warnings: admission.findings)
  }

  private func pass(
    _ turn: consuming PushTurn, to intent: Intent
  ) throws(CommandError) {
    do {
      try turn.pass(to: intent)
    } catch {
      throw CommandError(error)
    }
  }

  private func updates(
    _ bytes: [UInt8], _ hosted: HostedRepository
  ) throws(CommandError) -> [PushedRef] {
    guard bytes.isEmpty || bytes.last == UInt8(ascii: "\n") else {
      throw CommandError("standard input ends within a line", status: .refused)
    }
    var updates: [PushedRef] = []
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .dropLast()
    {
      guard let update = PushedRef(line: line, format: hosted.repository.objectFormat) else {
        throw CommandError(
          "'\(displayText(line.prefix(300)))' is no ref update", hint: "'<old> <new> <ref>'",
          status: .refused)
      }
      updates.append(update)
    }
    return updates
  }

  private func pusher(in context: CommandContext) throws(CommandError) -> PrincipalID? {
    guard let text = context.environment[EnvironmentVariable.pusher.name] else { return nil }
    guard let pusher = PrincipalID(Array(text.utf8)) else {
      throw CommandError(
        "ENTANGLE_PUSHER is no principal: '\(displayText(text.utf8))'", status: .refused)
    }
    return pusher
  }
}
