internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle deny add`: puts somebody on the denylist.
struct DenyAdd: Command {
  static let spec = CommandSpec(
    ["deny", "add"], summary: "ban somebody from pushing", category: .host,
    options: [
      .value(
        "reason", "code", isRequired: true, form: .words(BanReason.allCases.map(\.rawValue)),
        help: BanReason.allCases.map(\.rawValue).joined(separator: ", ")),
      .value(
        "evidence", "file", form: .file, help: "what shows it, at most 1 MiB; it is published"),
      .flag("withhold", help: "publish only the evidence's SHA-256, and keep the file"),
      .value(
        "expires", "time",
        help: "the end: 12h, 7d, a time, or never (default: 7d with evidence, 24h without)"),
    ] + ActorOptions.specs,
    operands: [
      OperandSpec(
        "principal", form: .principal,
        help:
          "whom: a principal with all its keys, or <principal>/<key id> for one of them that signs events or code"
      )
    ],
    details: [
      "Authorities, and operators whose role is operator or more. The entry is signed and put behind what stands at "
        + "refs/entangle/denylist; 'entangle push' brings it to the server, which from then on takes no push "
        + "by the banned, and none of their lanes. It says nothing about what they have signed: that stays "
        + "valid, or not, as it was. Authorities cannot be banned.",
      "A ban without evidence lasts at most 24 hours. Evidence that holds a secret, as far as that can be "
        + "seen, is refused. Prints the entry's number.",
    ], environment: ActorOptions.environment,
    related: ["entangle-deny-lift(1)", "entangle-deny-list(1)"])

  private let subject: BannedSubject
  private let reason: BanReason
  private let evidence: String?
  private let isWithheld: Bool
  private let expiry: BanExpiry?
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let name = try arguments.requiredOperand(0, "principal")
    guard let subject = BannedSubject(name.utf8) else {
      throw UsageError(
        "'\(displayText(name.utf8))' is neither a principal nor <principal>/<key id>")
    }
    self.subject = subject
    let word = arguments.value("reason") ?? ""
    guard let reason = BanReason(rawValue: word) else {
      throw UsageError(
        "'\(displayText(word.utf8))' is no reason: "
          + BanReason.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self.reason = reason
    evidence = arguments.value("evidence")
    isWithheld = arguments.flag("withhold")
    guard evidence != nil || !isWithheld else {
      throw UsageError("'--withhold' needs '--evidence'")
    }
    expiry = try arguments.value("expires").map { text throws(UsageError) in try BanExpiry(text) }
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let bytes = try evidence.map { path throws(CommandError) in try read(path, in: context) }
    let composer = try DenylistComposer(actor, in: context)
    let law = composer.session.state.state
    guard law.principals[subject.principal] != nil else {
      throw CommandError(
        "there is no principal '\(subject.principal)'", code: "D107",
        hint: "entangle principal list", status: .refused)
    }
    guard subject.principal != composer.principal.id else {
      throw CommandError(
        "'\(subject.principal)' would ban himself",
        hint: "'entangle key revoke' ends a key of one's own", status: .refused)
    }
    if let key = subject.key, subject.barsNobody(in: law, context.cryptography) {
      throw CommandError(
        "a ban of '\(subject)' would bar nobody: the key signs neither events nor push certificates",
        hint: "'entangle key revoke \(subject.principal) \(key)' ends it; a ban of "
          + "'\(subject.principal)' bars all his logins", status: .refused)
    }
    let digest = bytes.map { context.cryptography.sha256($0) }
    let kept = isWithheld ? nil : bytes
    let bound: BanEvidence =
      switch (digest, isWithheld) {
      case (nil, _): .none
      case (let digest?, true): .withheld(digest)
      case (let digest?, false): .kept(digest)
      }
    let expiry = expiry ?? (digest == nil ? .standardWithoutEvidence : .standard)
    let number = try composer.publish(
      .ban(
        Ban(
          subject: subject, reason: reason, evidence: bound,
          expires: try expiry.end(from: composer.session.now))), evidence: kept)
    try context.output.line(String(number))
    return .ok
  }

  private func read(_ path: String, in context: CommandContext) throws(CommandError) -> [UInt8] {
    let limits = ReadLimits()
    let file = context.path(path)
    let bytes = try attempt { try FileSystem.read(file, limit: limits.eventFileBytes) }
    guard isWithheld || SecretSearch.search(bytes, most: 1).matches.isEmpty else {
      throw CommandError(
        "'\(displayText(path.utf8))' holds what looks like a secret", code: "H110",
        hint: "take it out, or '--withhold' the evidence", status: .refused)
    }
    return bytes
  }
}

/// When a ban is to end.
enum BanExpiry: Sendable, Hashable {
  case after(seconds: Int64)
  case at(Timestamp)
  case never

  static let standard = BanExpiry.after(seconds: 7 * 86_400)
  static let standardWithoutEvidence = BanExpiry.after(seconds: ReadLimits().banSeconds)

  /// Reads `<number>m`, `<number>h`, `<number>d`, a time, or `never`.
  init(_ text: String) throws(UsageError) {
    let units: [Character: Int64] = ["m": 60, "h": 3_600, "d": 86_400]
    if text == "never" {
      self = .never
    } else if let moment = Timestamp(text) {
      self = .at(moment)
    } else if let unit = text.last.flatMap({ units[$0] }),
      let count = Decimal.read(text.utf8.dropLast()), 1...100_000 ~= count
    {
      self = .after(seconds: count * unit)
    } else {
      throw UsageError(
        "'\(displayText(text.utf8))' is no end: 30m, 12h, 7d, YYYY-MM-DDTHH:MM:SSZ, or never")
    }
  }

  /// The end of a ban that begins at a moment; nil where there is none.
  func end(from start: Timestamp) throws(CommandError) -> Timestamp? {
    switch self {
    case .never: return nil
    case .at(let moment): return moment
    case .after(let seconds):
      guard let end = start.adding(seconds: seconds) else {
        throw CommandError("the ban would end after the year 9999")
      }
      return end
    }
  }
}
