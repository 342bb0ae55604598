internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle deny verify`: judges the denylist alone.
struct DenyVerify: Command {
  static let spec = CommandSpec(
    ["deny", "verify"], summary: "check the denylist's form, signatures and order", category: .host,
    options: [.json, RepositoryAccess.trustRootOption], operands: [RepositoryAccess.operand],
    details: [
      "Judges refs/entangle/denylist by the trust chain, and nothing else: each entry's form and evidence, its "
        + "signature, its place in the chain, and whether its reporter might make it. Ends with 0 where all is "
        + "well or there is none, with 1 where something is refused, with 2 where something is missing. "
        + "'entangle verify' judges it too, with all else."
    ], environment: RepositoryAccess.environment,
    related: ["entangle-deny-list(1)", "entangle-verify(1)"])

  private let path: String?
  private let trustRoot: SHA256Digest?
  private let isJSON: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    path = arguments.operand(0)
    trustRoot = try RepositoryAccess.trustRoot(arguments)
    isJSON = arguments.flag("json")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(path, in: context)
    let root = try RepositoryAccess.trustRoot(trustRoot, for: governed, in: context)
    let findings = try DenylistAccess.findings(in: governed, trustRoot: root, context)
    let now = try context.now()
    let report = governed.trustReport(trustRoot: root, now: now, in: context)
    guard findings.isEmpty else {
      guard isJSON else { throw CommandError(findings) }
      let verdict: Verdict =
        findings.contains { $0.severity == .refused } ? .refused : .undecided
      var members = DenylistAccess.members("entangle/deny-verify@v1", verdict, of: report)
      members["findings"] = .array(findings.map { JSONRendering.finding($0) })
      try context.output.json(.object(members))
      return RepositoryAccess.status(verdict)
    }
    let denylist = try DenylistAccess.denylist(in: governed, context)
    let law = report.judgement?.chain.newest
    let holding = denylist.rows.count {
      $0.holds(at: now, under: law?.state, context.cryptography)
    }
    if isJSON {
      var members = DenylistAccess.members("entangle/deny-verify@v1", .verified, of: report)
      members["findings"] = .array([])
      members["entries"] = .integer(Int64(denylist.count))
      members["holding"] = .integer(Int64(holding))
      try context.output.json(.object(members))
      return .ok
    }
    let entries = denylist.count == 1 ? "1 entry" : "\(denylist.count) entries"
    try context.output.line("\(entries), \(holding) \(holding == 1 ? "ban holds" : "bans hold")")
    return .ok
  }
}
