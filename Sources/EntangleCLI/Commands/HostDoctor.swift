internal import EntangleModel

/// `entangle host doctor`: tells what is missing or loosened in a repository under guard.
struct HostDoctor: Command {
  static let spec = CommandSpec(
    ["host", "doctor"], summary: "check that a bare repository is under guard", category: .host,
    options: [.json], operands: [HostAccess.operand],
    details: [
      "Looks at the hooks, at what git is told, at the repository id, at the program on the PATH, and at "
        + "what the repository holds. It changes nothing. Ends with 0 where all is well, and with 1 where "
        + "something is not; each line says how to mend it."
    ])

  private let isJSON: Bool
  private let path: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    isJSON = arguments.flag("json")
    path = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let checks = try checks(in: context)
    let isWell = checks.allSatisfy { $0.problem == nil }
    if isJSON {
      let list = checks.map(\.json)
      try context.output.json(
        .object([
          "schema": .string("entangle/host-doctor@v1"), "checks": .array(list),
          "isWell": .bool(isWell),
        ]))
    } else {
      for check in checks {
        guard let problem = check.problem else {
          try context.output.line("ok   \(check.name)")
          continue
        }
        try context.output.line("bad  \(check.name): \(problem)")
        try context.output.line("     hint: \(check.hint)")
      }
    }
    return isWell ? .ok : .refused
  }

  private func checks(in context: CommandContext) throws(CommandError) -> [HostCheck] {
    do throws(CommandError) {
      let hosted = try HostedRepository.open(path, in: context)
      return try HostCheckup(hosted, in: context).checks()
    } catch {
      // What nobody can read may still say why.
      let obstacles = HostCheckup.obstacles(HostedRepository.directory(path, in: context))
      guard !obstacles.isEmpty else { throw error }
      return obstacles
    }
  }
}
