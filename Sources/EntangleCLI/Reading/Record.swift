internal import EntangleGit
internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// A repository as it was judged, for the commands that tell what stands in it.
struct Record {
  /// The options of these commands, for their specifications.
  static let options = [
    OptionSpec.json, RepositoryAccess.trustRootOption, RepositoryAccess.repositoryOption,
  ]

  let governed: GovernedRepository
  let report: Report
  let judgement: Judgement
  private let display: TextDisplay

  /// Judges the repository that the options name. Where that is not verified, says so first, on standard
  /// error; throws where nothing of it stands.
  static func open(
    _ options: RecordOptions, in context: CommandContext
  ) throws(CommandError) -> Record {
    let governed = try GovernedRepository.open(options.path, in: context)
    try governed.requireLaw()
    let root = try RepositoryAccess.trustRoot(options.trustRoot, for: governed, in: context)
    let report = governed.report(trustRoot: root, now: try context.now(), in: context)
    guard let judgement = report.judgement, judgement.chain.newest != nil, root != nil,
      root == report.repository
    else { throw CommandError(report.findings) }
    if report.verdict != .verified,
      let worst = report.findings.max(by: { $0.severity < $1.severity })
    {
      context.diagnostics.line(
        "entangle: [\(worst.code)] the repository is \(report.verdict.rawValue): \(worst.title)")
      context.diagnostics.line("hint: entangle verify; only what stands is shown")
    }
    return Record(
      governed: governed, report: report, judgement: judgement, display: context.texts)
  }

  /// How a command ends that has shown what stands.
  var status: ExitStatus { RepositoryAccess.status(report.verdict) }

  /// The document of a command: its members, the schema, and as of when and how far it is verified.
  func document(_ schema: String, _ members: [String: JSONValue]) -> JSONValue {
    let common: [String: JSONValue] = [
      "schema": .string(schema), "verdict": .string(report.verdict.rawValue),
      "asOf": .string(report.asOf.description),
      "repository": .string(report.repository?.hex ?? "unknown"),
    ]
    return .object(common.merging(members) { _, own in own })
  }

  /// The accepted event that an oid or an unambiguous beginning of one names; of those kinds, where some
  /// are given.
  func event(_ text: String, _ kinds: EventName...) throws(CommandError) -> JudgedEvent {
    let found = judgement.events.values(named: text).filter { judged in
      text.utf8.count >= 4 && (kinds.isEmpty || kinds.contains(judged.event.body.kind.name))
    }
    guard found.count < 2 else {
      throw CommandError("'\(displayText(text.utf8))' is ambiguous", hint: "give more digits")
    }
    guard let event = found.first else {
      if let error = judgement.otherKind(text, than: kinds) { throw error }
      let names = kinds.isEmpty ? "event" : kinds.map(\.rawValue).joined(separator: " or ")
      throw CommandError(
        "'\(displayText(text.utf8))' names no \(names)", hint: "'entangle log' lists the events",
        status: .refused)
    }
    guard event.standing == .accepted else {
      throw CommandError(
        "'\(event.event.id.short)' is \(event.standing)", code: "C103",
        hint: "entangle why \(event.event.id.short)",
        status: event.standing == .refused ? .refused : .undecided)
    }
    return event
  }

  /// The events that stand, newest first; none before what it answers or follows on its lane.
  func newestFirst() -> [JudgedEvent] {
    judgement.oldestFirst().reversed()
  }

  /// The text of an event's file, in lines fit for a terminal; none where it has no such file.
  func lines(_ name: String, of judged: JudgedEvent) -> [String] {
    judged.content(name, in: governed.objects).split(
      separator: 0x0a, omittingEmptySubsequences: false
    ).dropLast()
      .map { display.line($0) }
  }

  /// The text of an event's file, for programs; empty where it has no such file.
  func text(_ name: String, of judged: JudgedEvent) -> JSONValue {
    .string(String(decoding: judged.content(name, in: governed.objects), as: UTF8.self))
  }
}

/// Which repository, and whose law.
struct RecordOptions: Sendable {
  let isJSON: Bool
  let trustRoot: SHA256Digest?
  let path: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    isJSON = arguments.flag("json")
    trustRoot = try RepositoryAccess.trustRoot(arguments)
    path = arguments.value("repository")
  }
}
