internal import EntangleModel
internal import EntangleVerify

/// `entangle principal list`: shows who there is in the newest trust state.
struct PrincipalList: Command {
  static let spec = CommandSpec(
    ["principal", "list"], summary: "list the principals and their keys", category: .trust,
    options: [.json], operands: [RepositoryAccess.operand],
    details: [
      "For each principal its id, kind, person and tenant, and below it each key: uses, key id, "
        + "and the first and last moment in which it signs."
    ], environment: RepositoryAccess.environment)

  private let isJSON: Bool
  private let argument: String?

  init(_ arguments: ParsedArguments) {
    isJSON = arguments.flag("json")
    argument = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let state = try RepositoryAccess.newestState(argument, in: context)
    let principals = state.state.principals.values.sorted { $0.id < $1.id }
      .map { PrincipalDescription($0, context.cryptography) }
    if isJSON {
      try context.output.json(
        .object([
          "schema": .string("entangle/principal-list@v1"),
          "state": .string(state.name.description),
          "principals": .array(principals.map { .object($0.members()) }),
        ]))
      return .ok
    }
    for principal in principals {
      try context.output.line(principal.headline)
      for line in principal.keyLines() { try context.output.line("  " + line) }
    }
    return .ok
  }
}
