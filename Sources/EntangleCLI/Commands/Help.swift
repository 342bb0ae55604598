/// `entangle help`: prints what `-h` prints, for a command, a group of commands or all.
struct Help: Command {
  static let spec = CommandSpec(
    ["help"], summary: "show what a command does and takes", category: .start,
    options: [.flag("all", "a", help: "list every command, those for scripts too")],
    operands: [
      OperandSpec("command", .repeating, form: .command, help: "the words that name the command")
    ],
    details: [
      "Without a command it lists those that people type; for the first word of several commands, "
        + "those. 'man entangle-<command>', the words joined by dashes, says more.",
      "'git entangle' runs the same program, where git-entangle is in PATH.",
    ], related: ["git-help(1)"])

  private let name: [String]
  private let isAll: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    name = arguments.operands
    isAll = arguments.flag("all")
    if isAll && !name.isEmpty { throw UsageError("'--all' lists every command: name none") }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    if isAll {
      try context.guide.listAll()
      return .ok
    }
    return try context.guide.help(name)
  }
}
