internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle graph check`: looks for mistakes in a graph before it is signed.
struct GraphCheck: Command {
  static let spec = CommandSpec(
    ["graph", "check"], summary: "look for mistakes in a graph before it is signed",
    category: .trust, options: [RepositoryAccess.repositoryOption, .json],
    operands: [
      OperandSpec(
        "file", .optional, form: .file,
        help: "what 'entangle graph apply' takes, '-' for standard input (default: the graph in "
          + "force)")
    ],
    details: [
      "A file is checked as what would follow the newest trust state, with the branches as they stand here.",
      "Errors: malformed, unlawful (what another rule has against it), unknown-principal, self-edge, duplicate-policy, no-service, no-lander, "
        + "approvals-unmet. Warnings: approvals-by-lander, idle-edge, unreviewed-task, "
        + "no-valid-key, key-lapses-soon (within 7 days). Notes: disabled-edge, "
        + "delegation-cycle, unreachable-principal.",
      "Ends with 1 where there is an error or a warning, else with 0.",
    ], environment: RepositoryAccess.environment)

  private let file: String?
  private let path: String?
  private let isJSON: Bool

  init(_ arguments: ParsedArguments) {
    file = arguments.operand(0)
    path = arguments.value("repository")
    isJSON = arguments.flag("json")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(path, in: context)
    let chain = try governed.trustChain(in: context)
    guard let step = chain.newest else {
      throw CommandError("no trust chain", hint: "'entangle init' founds one")
    }
    let findings = try findings(step.state, of: chain, governed, in: context)
    let counts = Dictionary(grouping: findings, by: \.severity).mapValues(\.count)
    if isJSON {
      var members: [String: JSONValue] = [
        "schema": .string("entangle/graph-check@v1"),
        "state": .string(step.name.description),
        "findings": .array(findings.map { Self.document($0) }),
      ]
      for severity in GraphFinding.Severity.allCases {
        members[severity.rawValue + "s"] = .integer(Int64(counts[severity] ?? 0))
      }
      try context.output.json(.object(members))
    } else {
      for finding in findings { try print(finding, in: context) }
      let numbers = GraphFinding.Severity.allCases.map { severity in
        let count = counts[severity] ?? 0
        return "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
      }
      try context.output.line(numbers.joined(separator: ", "))
    }
    return findings.contains { $0.severity != .note } ? .refused : .ok
  }

  private func print(
    _ finding: GraphFinding, in context: CommandContext
  ) throws(CommandError) {
    let colours = context.outputColours
    let style: ColourPolicy.Style =
      switch finding.severity {
      case .error: .red
      case .warning: .yellow
      case .note: .bold
      }
    let severity = colours.paint(finding.severity.rawValue, style)
    let detail = escapeUnseen(finding.detail)
    try context.output.line("\(severity) [\(finding.word.rawValue)] \(detail)")
    let fix = "hint: " + escapeUnseen(finding.fix)
    try context.output.line("  " + colours.paint(fix, .faint))
  }

  private func findings(
    _ state: TrustState, of chain: TrustChain, _ governed: GovernedRepository,
    in context: CommandContext
  ) throws(CommandError) -> [GraphFinding] {
    let now = try context.now()
    guard let file else { return GraphChecker(Graph(state), now: now).findings }
    let source = try GraphFile(file, in: context)
    let document: GraphDocument
    do throws(DocumentDefect) {
      document = try source.document()
    } catch {
      let finding = GraphFinding(
        .malformed, source.name, "'\(source.name)' is no graph document: \(error.detail)",
        fix: "'entangle graph apply -h' shows one")
      return [finding]
    }
    let graph = Graph(document, among: state.principals)
    let files = document.documents(replacing: state.contentFiles)
    return try unlawful(graph, files, after: chain, governed, in: context)
      + GraphChecker(graph, now: now).findings
  }

  /// What the verifier has against a graph as the next state, beyond what has a word of its own.
  private func unlawful(
    _ graph: Graph, _ files: [String: [UInt8]], after chain: TrustChain,
    _ governed: GovernedRepository, in context: CommandContext
  ) throws(CommandError) -> [GraphFinding] {
    let now = try context.now()
    var files = files
    var found: [GraphFinding] = []
    for ref in Set(graph.policies.values.map(\.ref)).sorted() {
      do throws(CommandError) {
        try governed.begin([ref], after: chain, in: &files, context)
      } catch {
        guard let code = error.code else { throw error }
        found.append(Self.unlawful(code, error.message, fix: error.hint))
      }
    }
    do throws(UnlawfulSupposition) {
      _ = try SupposedLaw(
        files, after: chain, issued: now, cuts: [], cryptography: context.cryptography)
    } catch {
      found += error.findings.filter { !GraphChecker.codes.contains($0.code) }.map {
        Self.unlawful($0.code, "\($0.title): \($0.detail)", fix: $0.hint)
      }
    }
    return found
  }

  private static func unlawful(_ code: String, _ detail: String, fix: String?) -> GraphFinding {
    GraphFinding(
      .unlawful, code, "\(detail) [\(code)]",
      fix: fix ?? "'entangle rules \(code)' explains it")
  }

  private static func document(_ finding: GraphFinding) -> JSONValue {
    .object([
      "severity": .string(finding.severity.rawValue), "code": .string(finding.word.rawValue),
      "subject": .string(finding.subject), "detail": .string(finding.detail),
      "hint": .string(finding.fix),
    ])
  }
}
