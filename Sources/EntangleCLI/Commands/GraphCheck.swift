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
      "A file is checked against the principals of the newest trust state.",
      "Errors: malformed, unknown-principal, self-edge, duplicate-policy, no-service, no-lander, "
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
    let step = try RepositoryAccess.newestState(path, in: context)
    let findings = try findings(step.state, in: context)
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
    _ state: TrustState, in context: CommandContext
  ) throws(CommandError) -> [GraphFinding] {
    var graph = Graph(state)
    if let file {
      let source = try GraphFile(file, in: context)
      do throws(DocumentDefect) {
        graph = Graph(try source.document(), among: state.principals)
      } catch {
        let finding = GraphFinding(
          .malformed, source.name, "'\(source.name)' is no graph document: \(error.detail)",
          fix: "'entangle graph apply -h' shows one")
        return [finding]
      }
    }
    return GraphChecker(graph, now: try context.now()).findings
  }

  private static func document(_ finding: GraphFinding) -> JSONValue {
    .object([
      "severity": .string(finding.severity.rawValue), "code": .string(finding.word.rawValue),
      "subject": .string(finding.subject), "detail": .string(finding.detail),
      "hint": .string(finding.fix),
    ])
  }
}
