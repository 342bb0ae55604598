internal import EntangleModel
internal import EntangleVerify

/// `entangle deny list`: lists who is banned.
struct DenyList: Command {
  static let spec = CommandSpec(
    ["deny", "list"], summary: "list who is banned, why and until when", category: .host,
    options: [.flag("all", help: "also bans that are lifted or over")] + Record.options,
    details: [
      "One line each: number, subject, reason, end, who made it, and whether it holds; a ban of a key that signs "
        + "neither events nor push certificates bars nobody. Of one that was made in another repository, the subject "
        + "is of that one, whose id begins with what stands behind the '@', and who made it took it in here. A denylist of which the "
        + "verifier finds something wrong is not listed: 'entangle deny verify' tells what."
    ], environment: RepositoryAccess.environment,
    related: ["entangle-deny-add(1)", "entangle-deny-verify(1)"])

  private let isAll: Bool
  private let options: RecordOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    isAll = arguments.flag("all")
    options = try RecordOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(options.path, in: context)
    let root = try RepositoryAccess.trustRoot(options.trustRoot, for: governed, in: context)
    let findings = try DenylistAccess.findings(in: governed, trustRoot: root, context)
    guard findings.isEmpty else { throw CommandError(findings) }
    let now = try context.now()
    let report = governed.trustReport(trustRoot: root, now: now, in: context)
    let law = report.judgement?.chain.newest
    let rows = try DenylistAccess.denylist(in: governed, context).rows.map { row in
      (row: row, holds: row.holds(at: now, under: law?.state, context.cryptography))
    }.filter { isAll || $0.holds }
    if options.isJSON {
      var members = DenylistAccess.members("entangle/denylist@v1", .verified, of: report)
      members["bans"] = .array(rows.map { document($0.row, holds: $0.holds) })
      try context.output.json(.object(members))
    } else {
      try context.output.write(
        TextTable.text(
          rows.map { cells($0.row, standing($0.row, $0.holds, at: now, law?.state, context)) }))
    }
    return .ok
  }

  private func standing(
    _ row: Denylist.Row, _ holds: Bool, at now: Timestamp, _ law: TrustState?,
    _ context: CommandContext
  ) -> String {
    if let lift = row.lift { return "lifted by \(lift.sequence)" }
    if holds, row.imported == nil, let law,
      row.ban.subject.barsNobody(in: law, context.cryptography)
    {
      return "bars nobody"
    }
    if holds { return "holds" }
    return row.holds(at: now) ? "not believed" : "over"
  }

  private func cells(_ row: Denylist.Row, _ standing: String) -> [String] {
    [
      String(row.entry.sequence), row.subject, row.ban.reason.rawValue,
      row.ban.expires?.description ?? "never", row.entry.reporter.principal.text,
      standing,
    ]
  }

  private func document(_ row: Denylist.Row, holds: Bool) -> JSONValue {
    let evidence: String =
      switch row.ban.evidence {
      case .none: "none"
      case .kept: "kept"
      case .withheld: "withheld"
      }
    var members: [String: JSONValue] = [
      "entry": .integer(row.entry.sequence), "commit": .string(row.id.hex),
      "subject": .string(row.ban.subject.description), "reason": .string(row.ban.reason.rawValue),
      "evidence": .string(evidence), "time": .string(row.entry.time.description),
      "reporter": .string(row.entry.reporter.description), "holds": .bool(holds),
    ]
    members["digest"] = (row.ban.evidence.digest?.hex).map { .string($0) }
    members["expires"] = (row.ban.expires?.description).map { .string($0) }
    if let imported = row.imported, case .ban(_, let keys) = imported.content {
      members["imported"] = .object([
        "repository": .string(imported.origin.repository.hex),
        "entry": .integer(imported.origin.sequence), "host": .string(imported.host.text),
        "keys": .array(keys.map { .string($0.text) }),
      ])
    }
    members["liftedBy"] = row.lift.map { .integer($0.sequence) }
    return .object(members)
  }
}
