internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle principal show`: shows one principal, and all that the record has about it.
struct PrincipalShow: Command {
  static let spec = CommandSpec(
    ["principal", "show"], summary: "show a principal: keys, edges, rights, lanes",
    category: .trust, options: [RepositoryAccess.repositoryOption, .json],
    operands: [OperandSpec("id", form: .principal, help: "the principal")],
    details: [
      "Its kind, person and tenant; each key with its uses, window and how it stands now; the "
        + "edges from and to it; which events its kind may sign, and where it may land; whom a service lets connect; and each "
        + "of its lanes with the number of events, refused ones told apart."
    ], environment: RepositoryAccess.environment)

  private let id: PrincipalID
  private let path: String?
  private let isJSON: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    id = try Arguments.principal(arguments.requiredOperand(0, "id"))
    path = arguments.value("repository")
    isJSON = arguments.flag("json")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(path, in: context)
    guard let step = try governed.trustChain(in: context).newest,
      let principal = step.state.principals[id]
    else {
      throw CommandError(
        "'\(id)' is not enrolled", hint: "'entangle principal list' shows who is",
        status: .refused)
    }
    let now = try context.now()
    let root = try RepositoryAccess.trustRoot(nil, for: governed, in: context)
    let report = governed.report(trustRoot: root ?? step.repository, now: now, in: context)
    UntilExit.keep(report)
    let standing = PrincipalRecord(principal, in: Graph(step.state), report.judgement)
    let description = PrincipalDescription(principal, context.cryptography)
    if isJSON {
      var members = description.members(at: now)
      members["schema"] = .string("entangle/principal-show@v1")
      members["state"] = .string(step.name.description)
      members.merge(standing.members) { first, _ in first }
      try context.output.json(.object(members))
      return .ok
    }
    try context.output.line(description.headline)
    if principal.status != .active {
      try context.output.line(
        "what it signs while it is \(principal.status.rawValue) counts for nothing")
    }
    let sections =
      [("keys", description.keyLines(at: now))] + standing.sections
    for (heading, lines) in sections where !lines.isEmpty {
      try context.output.line(heading)
      for line in lines { try context.output.line("  " + line) }
    }
    return .ok
  }
}

/// Where a principal stands in graph and record.
private struct PrincipalRecord {
  private let principal: Principal
  private let edges: [(edge: Edge, isEnabled: Bool)]
  private let policies: [(name: PrincipalID, policy: BranchPolicy)]
  private let lanes: [(lane: String, count: Int, refused: Int)]
  private let access: ServiceAccess?

  /// Counts the lanes' events as they were judged.
  init(_ principal: Principal, in graph: Graph, _ judgement: Judgement?) {
    self.principal = principal
    edges = graph.sortedEdges.filter {
      $0.edge.from == principal.id || $0.edge.to == principal.id
    }
    access = graph.services?[principal.id]
    policies = graph.sortedPolicies.filter { $0.policy.landers.contains(principal.id) }
    lanes = (judgement?.lanes ?? []).compactMap { lane in
      let events = judgement.map { Array($0.events(of: lane)) } ?? []
      guard let first = events.first?.event.body.lane, first.principal == principal.id else {
        return nil
      }
      let refused = events.filter { $0.standing == .refused }.count
      return (lane: first.description, count: events.count, refused: refused)
    }
  }

  private var kinds: [String] {
    EventKind.all.filter { $0.signers.contains(principal.kind) }.map(\.label)
  }

  /// Headings with their lines.
  var sections: [(heading: String, lines: [String])] {
    let trust = principal.kind == .authority ? ["signs trust states"] : []
    let events = kinds.isEmpty ? [] : ["signs " + kinds.joined(separator: ", ")]
    let landings = policies.map { "lands on \($0.policy.ref) by the policy \($0.name)" }
    let access = principal.kind == .service ? [ServiceDescription(access).text] : []
    return [
      ("access", access),
      ("edges", edges.map { "\($0.edge)" + ($0.isEnabled ? "" : ", disabled") }),
      ("rights", trust + events + landings),
      (
        "lanes",
        lanes.map { lane in
          let events = "\(lane.lane)  \(lane.count) event\(lane.count == 1 ? "" : "s")"
          return events + (lane.refused == 0 ? "" : ", \(lane.refused) refused")
        }
      ),
    ]
  }

  /// The same for programs.
  var members: [String: JSONValue] {
    var members = graphMembers
    if principal.kind == .service { members["access"] = .object(access?.members ?? [:]) }
    return members
  }

  private var graphMembers: [String: JSONValue] {
    [
      "edges": .array(
        edges.map { edge, isEnabled in
          .object([
            "from": .string(edge.from.text), "relation": .string(edge.relation.rawValue),
            "to": .string(edge.to.text), "enabled": .bool(isEnabled),
          ])
        }),
      "signs": .array(kinds.map { .string($0) }),
      "policies": .array(policies.map { PolicyDescription($0.name, $0.policy).document }),
      "lanes": .array(
        lanes.map { lane in
          .object([
            "lane": .string(lane.lane), "events": .integer(Int64(lane.count)),
            "refused": .integer(Int64(lane.refused)),
          ])
        }),
    ]
  }
}
