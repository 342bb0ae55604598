/// `entangle help`: prints what `-h` prints, for a command, a group of commands or all.
struct Help: Command {
  static let spec = CommandSpec(
    ["help"], summary: "show what a command does and takes", category: .start,
    operands: [
      OperandSpec("command", .repeating, form: .command, help: "the words that name the command")
    ],
    details: [
      "Without a command it lists all of them; for the first word of several commands, those. 'man "
        + "entangle-<command>', the words joined by dashes, says more.",
      "'git entangle' runs the same program, where git-entangle is in PATH.",
    ])

  private let name: [String]

  init(_ arguments: ParsedArguments) {
    name = arguments.operands
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try context.guide.help(name)
  }
}
