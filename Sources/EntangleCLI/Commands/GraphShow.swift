internal import EntangleModel
internal import EntangleVerify

/// `entangle graph show`: shows who may do what to whom in the newest trust state.
struct GraphShow: Command {
  static let spec = CommandSpec(
    ["graph", "show"], summary: "show the edges and branch policies", category: .trust,
    options: [.json], operands: [RepositoryAccess.operand],
    details: [
      "For each edge who it is from, its relation, whom it is to, and whether it is enabled; then "
        + "for each protected branch how many approvals it needs and who may land on it."
    ], environment: RepositoryAccess.environment)

  private let isJSON: Bool
  private let argument: String?

  init(_ arguments: ParsedArguments) {
    isJSON = arguments.flag("json")
    argument = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let step = try RepositoryAccess.newestState(argument, in: context)
    let edges = step.state.edges.sorted { $0.key < $1.key }
    let policies = step.state.policies.values.sorted { $0.ref < $1.ref }
    if isJSON {
      try context.output.json(
        .object([
          "schema": .string("entangle/graph@v1"),
          "state": .string(step.name.description),
          "edges": .array(edges.map { Self.document($0.key, isEnabled: $0.value) }),
          "policies": .array(policies.map { Self.document($0) }),
        ]))
      return .ok
    }
    let edgeRows = edges.map { edge, isEnabled in
      [edge.from.text, edge.relation.rawValue, edge.to.text, isEnabled ? "enabled" : "disabled"]
    }
    let policyRows = policies.map { policy in
      let landers = policy.landers.map(\.text).joined(separator: " ")
      let noun = policy.approvals == 1 ? "approval" : "approvals"
      return [policy.ref.description, "\(policy.approvals) \(noun)", "landed by \(landers)"]
    }
    try context.output.write(TextTable.text(edgeRows))
    if !edgeRows.isEmpty && !policyRows.isEmpty { try context.output.line() }
    try context.output.write(TextTable.text(policyRows))
    return .ok
  }

  private static func document(_ edge: Edge, isEnabled: Bool) -> JSONValue {
    .object([
      "from": .string(edge.from.text), "relation": .string(edge.relation.rawValue),
      "to": .string(edge.to.text), "enabled": .bool(isEnabled),
    ])
  }

  private static func document(_ policy: BranchPolicy) -> JSONValue {
    .object([
      "ref": .string(policy.ref.description), "approvals": .integer(policy.approvals),
      "landers": .array(policy.landers.map { .string($0.text) }),
    ])
  }
}
