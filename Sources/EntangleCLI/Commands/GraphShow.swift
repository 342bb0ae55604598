internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle graph show`: shows who may do what to whom in the newest trust state.
struct GraphShow: Command {
  /// How the graph is written.
  private enum Format: String, CaseIterable {
    case text, json, file, dot, mermaid
  }

  static let spec = CommandSpec(
    ["graph", "show"], summary: "show principals, edges, branch policies and access lists",
    category: .trust,
    options: [
      .value(
        "format", "format", form: .words(Format.allCases.map(\.rawValue)),
        help: "text (the default), json, file, dot or mermaid"), .json,
    ],
    operands: [RepositoryAccess.operand],
    details: [
      "'file' is what 'entangle graph apply' takes: 'entangle graph show --format file > graph.json' makes a file to "
        + "edit.",
      "'dot' is for Graphviz ('entangle graph show --format dot | dot -Tsvg'), 'mermaid' for the "
        + "pages of many forges. Disabled edges are dashed.",
    ], environment: RepositoryAccess.environment)

  private let format: Format
  private let argument: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let text = arguments.value("format")
    guard let format = Format(rawValue: text ?? (arguments.flag("json") ? "json" : "text")) else {
      throw UsageError(
        "'\(displayText((text ?? "").utf8))' is no format; there are "
          + Format.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard format == .json || !arguments.flag("json") else {
      throw UsageError("'--json' and '--format \(format.rawValue)' exclude each other")
    }
    self.format = format
    argument = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let step = try RepositoryAccess.newestState(argument, in: context)
    let graph = Graph(step.state)
    switch format {
    case .text: try context.output.write(Self.text(graph))
    case .json: try context.output.json(Self.document(graph, state: step.name))
    case .file: try context.output.json(.object(Self.file(graph)))
    case .dot: try context.output.write(GraphDrawing.dot(graph))
    case .mermaid: try context.output.write(GraphDrawing.mermaid(graph))
    }
    return .ok
  }

  /// Tables below headings; what is empty is left out.
  private static func text(_ graph: Graph) -> String {
    let principals = graph.sortedPrincipals.map { principal -> [String] in
      let row = ["  " + principal.kind.rawValue, principal.id.text, "person \(principal.person)"]
      return principal.status == .active ? row : row + [principal.status.rawValue]
    }
    let edges = graph.sortedEdges.map { edge, isEnabled in
      let row = ["  " + edge.from.text, edge.relation.rawValue, edge.to.text]
      return isEnabled ? row : row + ["disabled"]
    }
    let policies = graph.sortedPolicies.map { name, policy in
      let landers = policy.landers.map(\.text).joined(separator: " ")
      return [
        "  " + name.text, policy.ref.description, GraphDrawing.approvals(policy),
        "landed by \(landers)",
      ]
    }
    let services = graph.sortedServices.map { name, access in
      ["  " + name.text, ServiceDescription(access).text]
    }
    return [
      ("principals", principals), ("edges", edges), ("policies", policies), ("services", services),
    ]
    .filter { !$0.1.isEmpty }
    .map { "\($0.0)\n" + TextTable.text($0.1) }.joined(separator: "\n")
  }

  private static func document(_ graph: Graph, state: StateReference) -> JSONValue {
    var members = file(graph)
    members["schema"] = .string("entangle/graph-show@v1")
    members["state"] = .string(state.description)
    members["principals"] = .array(
      graph.sortedPrincipals.map { principal in
        .object([
          "id": .string(principal.id.text), "kind": .string(principal.kind.rawValue),
          "person": .string(principal.person.text), "tenant": .string(principal.tenant.text),
          "status": .string(principal.status.rawValue),
        ])
      })
    return .object(members)
  }

  /// The members of a file for 'entangle graph apply'.
  private static func file(_ graph: Graph) -> [String: JSONValue] {
    [
      "schema": .string("entangle/graph@v1"),
      "edges": .array(
        graph.sortedEdges.map { edge, isEnabled in
          .object([
            "from": .string(edge.from.text), "relation": .string(edge.relation.rawValue),
            "to": .string(edge.to.text), "enabled": .bool(isEnabled),
          ])
        }),
      "policies": .array(
        graph.sortedPolicies.map { name, policy in PolicyDescription(name, policy).document }),
      "services": .array(
        graph.sortedServices.map { name, access in
          .object(access.members.merging(["name": .string(name.text)]) { own, _ in own })
        }),
    ]
  }
}
