internal import EntangleModel
internal import EntangleVerify

/// What `entangle edge add` and `entangle edge remove` share: a change of one edge.
struct EdgeChange: Sendable {
  private let edge: Edge
  private let change: TrustChange

  /// The specification of the command of that name.
  static func spec(_ name: String, summary: String, details: [String]) -> CommandSpec {
    CommandSpec(
      ["edge", name], summary: summary, category: .trust, options: TrustChange.specs,
      operands: [
        OperandSpec("from", form: .principal, help: "the principal at which it begins"),
        OperandSpec(
          "relation", form: .words(Relation.allCases.map(\.rawValue)),
          help: Relation.allCases.map(\.rawValue).joined(separator: ", ")),
        OperandSpec("to", form: .principal, help: "the principal at which it ends"),
      ],
      details: details + [
        "It reads as a sentence: 'lead delegates builder' lets lead request tasks of builder, 'rob reviews builder' "
          + "lets rob decide on what builder asks for. Publishes a new trust state, as 'entangle graph apply' does, and "
          + "warns as that does."
      ], environment: ActorOptions.environment)
  }

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let word = try arguments.requiredOperand(1, "relation")
    guard let relation = Relation(rawValue: word) else {
      throw UsageError(
        "'\(displayText(word.utf8))' is no relation; there are "
          + Relation.allCases.map(\.rawValue).joined(separator: ", "))
    }
    edge = Edge(
      from: try Arguments.principal(arguments.requiredOperand(0, "from")), relation: relation,
      to: try Arguments.principal(arguments.requiredOperand(2, "to")))
    change = try TrustChange(arguments)
  }

  /// Gives the edge a document, or none.
  func run(_ document: [UInt8]?, in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.publish(in: context, checksGraph: true) { files, _ throws(CommandError) in
      guard document != nil || files[edge.path] != nil else {
        throw CommandError(
          "there is no edge '\(edge)'", hint: "'entangle graph show' lists them", status: .refused)
      }
      files[edge.path] = document
    }
  }
}

/// `entangle edge add`: draws an edge, or enables it.
struct EdgeAdd: Command {
  static let spec = EdgeChange.spec(
    "add", summary: "draw an edge between two principals, or enable it",
    details: ["An edge that is there and disabled is enabled."])
  private let change: EdgeChange

  init(_ arguments: ParsedArguments) throws(UsageError) { change = try EdgeChange(arguments) }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.run(Edge.canonical(isEnabled: true), in: context)
  }
}

/// `entangle edge remove`: takes an edge away.
struct EdgeRemove: Command {
  static let spec = EdgeChange.spec(
    "remove", summary: "take an edge between two principals away",
    details: ["What it allowed is allowed no longer; what was signed along it before stands."])
  private let change: EdgeChange

  init(_ arguments: ParsedArguments) throws(UsageError) { change = try EdgeChange(arguments) }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.run(nil, in: context)
  }
}
