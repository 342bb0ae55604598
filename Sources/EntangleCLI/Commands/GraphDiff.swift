internal import EntangleModel
internal import EntangleReport

/// `entangle graph diff`: shows what changed between two graphs.
struct GraphDiff: Command {
  static let spec = CommandSpec(
    ["graph", "diff"], summary: "show what changed between two states, drafts or files",
    category: .trust,
    options: [
      RepositoryAccess.repositoryOption, .json,
      .flag("exit-code", help: "end with 1 where something differs"),
    ],
    operands: [
      OperandSpec("old", form: .file, help: "a trust state, a draft or a graph file"),
      OperandSpec(
        "new", .optional, form: .file,
        help: "a trust state, a draft or a graph file (default: the newest trust state)"),
    ],
    details: [
      "Each is a trust state, by its version or at least 8 digits of its digest, or a file, '-' "
        + "for standard input: a draft of a trust state, as '--draft' writes it, or what 'entangle graph apply' takes.",
      "A graph file knows no principals: with one, edges and policies alone are compared.",
    ], environment: RepositoryAccess.environment)

  private let old: String
  private let new: String?
  private let path: String?
  private let isJSON: Bool
  private let hasExitCode: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    old = try arguments.requiredOperand(0, "old")
    new = arguments.operand(1)
    path = arguments.value("repository")
    isJSON = arguments.flag("json")
    hasExitCode = arguments.flag("exit-code")
    if old == "-" && new == "-" { throw UsageError("standard input can be read only once") }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let chain = try GovernedRepository.open(path, in: context).trustChain(in: context)
    let before = try GraphSource(old, chain, in: context)
    let after = try GraphSource(new, chain, in: context)
    let difference = GraphDifference(
      from: before.graph, to: after.graph, cryptography: context.cryptography)
    if isJSON {
      try context.output.json(
        .object([
          "schema": .string("entangle/graph-diff@v1"),
          "old": .string(before.name), "new": .string(after.name),
          "changes": .array(difference.changes.map { Self.document($0) }),
        ]))
    } else {
      for change in difference.changes {
        try context.output.line(Self.line(change, context.outputColours))
      }
    }
    return hasExitCode && !difference.changes.isEmpty ? .refused : .ok
  }

  /// A change in one line for people.
  static func line(
    _ change: GraphDifference.Change, _ colours: ColourPolicy
  ) -> String {
    let (mark, style): (String, ColourPolicy.Style) =
      switch change.mark {
      case .added: ("+", .green)
      case .changed: ("~", .yellow)
      case .removed: ("-", .red)
      }
    let subject = change.subject == .threshold ? "" : "\(change.subject.rawValue) "
    let fields = change.fields.map { field in
      switch (field.old, field.new) {
      case (let old?, let new?): "\(field.name) \(old) -> \(new)"
      case (let old, let new): "\(field.name) \((new ?? old)?.description ?? "")"
      }
    }
    let text = "\(mark) \(subject)\(change.name): \(fields.joined(separator: ", "))"
    return colours.paint(escapeUnseen(text), style)
  }

  private static func document(_ change: GraphDifference.Change) -> JSONValue {
    let fields = change.fields.map { field in
      var members: [String: JSONValue] = [:]
      members["old"] = field.old?.json
      members["new"] = field.new?.json
      return (field.name, JSONValue.object(members))
    }
    return .object([
      "change": .string(change.mark.rawValue), "subject": .string(change.subject.rawValue),
      "name": .string(change.name),
      "fields": .object(Dictionary(fields) { first, _ in first }),
    ])
  }
}
