internal import EntangleModel

/// `entangle kinds`: shows the table of the kinds of event, or one kind in full.
struct Kinds: Command {
  static let spec = CommandSpec(
    ["kinds"], summary: "list the kinds of event, or explain one", category: .verification,
    options: [.json, .markdown],
    operands: [
      OperandSpec(
        "kind", .optional, form: .words(EventName.allCases.map(\.rawValue)),
        help: "the name of a kind, such as task.request")
    ],
    details: [
      "Of one kind it says what it is for, who may sign it, what its causes must be, along which "
        + "edges it goes, what it does to the work that it is about, and its trailers and files."
    ])

  private let form: DocumentForm
  private let kinds: [EventKind]
  private let isOne: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    form = try DocumentForm(arguments)
    isOne = arguments.operand(0) != nil
    guard let text = arguments.operand(0) else {
      kinds = EventKind.all
      return
    }
    guard let name = EventName(rawValue: text) else {
      throw UsageError("'\(displayText(text.utf8))' is no kind of event")
    }
    kinds = [EventKind[name]]
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    switch form {
    case .json:
      try context.output.json(
        .object([
          "schema": .string("entangle/kinds@v1"),
          "kinds": .array(kinds.map { Self.document($0) }),
        ]))
    case .markdown:
      try context.output.write(
        isOne ? kinds.map(\.markdownSection).joined() : EventKind.markdown)
    case .text where isOne:
      for kind in kinds {
        try context.output.line("\(kind.name.rawValue): \(kind.purpose)")
        try context.output.line(kind.standing)
        for fact in kind.facts {
          try context.output.line(fact.label + ": " + fact.text.filter { $0 != "`" })
        }
      }
    case .text:
      try context.output.write(TextTable.text(kinds.map { [$0.name.rawValue, $0.purpose] }))
    }
    return .ok
  }

  private static func document(_ kind: EventKind) -> JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(kind.name.rawValue), "version": .integer(Int64(kind.version)),
      "family": .string(kind.family.rawValue), "severity": .string(kind.severity.rawValue),
      "purpose": .string(kind.purpose), "signers": strings(kind.signers.map(\.rawValue)),
      "trailers": strings(kind.fields.map(\.name.rawValue)),
    ]
    members["causes"] = .array(
      kind.causeRules.map { rule in
        .object([
          "kinds": strings(rule.kinds.map(\.rawValue)), "tie": .string(rule.tie.rawValue),
          "fewest": .integer(Int64(rule.count.lowerBound)),
          "most": .integer(Int64(rule.count.upperBound)),
        ])
      })
    members["files"] = .array(
      kind.files.map { .object(["name": .string($0.name), "required": .bool($0.isRequired)]) })
    members["edges"] = .array(
      kind.edges.map { edge in
        .object([
          "from": .string(edge.from.rawValue), "relation": .string(edge.relation.rawValue),
          "to": .string(edge.to.rawValue), "onlyUnasked": .bool(edge.onlyUnasked),
        ])
      })
    if let transition = kind.transition {
      var phase: [String: JSONValue] = [
        "of": .string(transition.subject.rawValue),
        "from": strings(transition.from.map(\.rawValue)),
        "to": strings(transition.to.map(\.rawValue)),
      ]
      phase["begins"] = transition.begins.map { .string($0.rawValue) }
      members["phase"] = .object(phase)
    }
    return .object(members)
  }

  private static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
