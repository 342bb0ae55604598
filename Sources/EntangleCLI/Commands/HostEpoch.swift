internal import EntangleModel
internal import EntangleVerify

/// `entangle host epoch`: opens an epoch of the host's log, as a change of the law.
struct HostEpoch: Command {
  static let spec = CommandSpec(
    ["host", "epoch"], summary: "have a host keep the log from here on", category: .trust,
    options: [
      .value(
        "silence", "seconds",
        help: "the longest time without a receipt, at least 60: where more passes, verify says so"),
      .value(
        "after", "receipt",
        help: "the last receipt of the epoch before that survives, <sequence>:<digest>, or none "
          + "(default: the newest here); 'entangle receipts show' says it"),
    ] + TrustChange.specs,
    operands: [
      OperandSpec("host", form: .principal, help: "a principal of kind host, with a key for law")
    ],
    details: [
      "Authorities only. From then on the server whose 'entangle host init' made that key signs a receipt for every "
        + "push that it takes, and pushes to it are refused while it lacks the key. An epoch has one key: a new one "
        + "is opened when the key is replaced or lost, the repository moves to another server, or the server comes "
        + "back from a backup without some of its receipts. Receipts after the last one that is named do not count.",
      "Fetch first, so that the newest receipt is here.",
    ], environment: ActorOptions.environment, related: ["entangle-host-init(1)"])

  private let host: PrincipalID
  private let silence: Int64?
  private let after: Epoch.Start?
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    host = try Arguments.principal(arguments.requiredOperand(0, "host"))
    silence = try arguments.integer("silence", in: 60...31_536_000)
    change = try TrustChange(arguments)
    after = try arguments.value("after").map { text throws(UsageError) in
      guard text != "none" else { return .none }
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let sequence = Decimal.read(parts[0].utf8), sequence > 0,
        let digest = SHA256Digest(hex: parts[1].utf8)
      else {
        throw UsageError("'\(displayText(text.utf8))' is not <sequence>:<digest>")
      }
      return Epoch.Start(sequence: sequence, digest: digest)
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.publish(in: context) { files, session throws(CommandError) in
      let principal = try session.enrolled(host, in: files)
      let state = session.state.state
      let used = Set(state.epochs.values.map(\.key))
      let key = principal.keys.filter {
        $0.uses.contains(.law) && $0.revocation == nil
      }.map { context.cryptography.keyID($0.publicKey) }.first { !used.contains($0) }
      guard principal.kind == .host else {
        throw CommandError(
          "'\(host)' is \(principal.kind.oneOfThem), and no host", code: "T130",
          hint:
            "'entangle principal add <id> --kind host' enrols one, with the key of 'entangle host status'",
          status: .refused)
      }
      guard principal.status == .active else {
        throw CommandError(
          "'\(host)' is \(principal.status.rawValue)", code: "T130",
          hint: principal.status == .suspended
            ? "'entangle principal resume \(host)' calls it back"
            : "move the folder 'entangle/keys' of the server away, have 'entangle host init' make another key, and enrol "
              + "that under another id: 'entangle principal add <id> --kind host'",
          status: .refused)
      }
      guard let key else {
        throw CommandError(
          "'\(host)' has no key for law that has had no epoch yet", code: "T130",
          hint:
            "'entangle key rotate \(host) --law <file>' gives it the key of 'entangle host status'",
          status: .refused)
      }
      let number = (state.currentEpoch?.number ?? 0) + 1
      if let after {
        let place = ReceiptHead.Place(epoch: number - 1, sequence: after.sequence)
        guard session.judgement.log.digest(at: place).map({ $0 == after.digest }) ?? true else {
          throw CommandError(
            "receipt \(place) is another one here than --after says", code: "J109",
            hint: "'entangle receipts log --json' has the digests", status: .refused)
        }
      }
      let known = session.judgement.log.epoch(number - 1).map {
        Epoch.Start(sequence: $0.count, digest: $0.head.head.digest)
      }
      let epoch = Epoch(
        host: host, key: key, after: after ?? known ?? .none, longestSilence: silence)
      files[Epoch.path(number)] = epoch.canonical
    }
  }
}
