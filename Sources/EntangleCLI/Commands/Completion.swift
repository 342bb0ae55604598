/// `entangle completion`: writes what lets a shell complete our command lines.
struct Completion: Command {
  static let spec = CommandSpec(
    ["completion"], summary: "print the completion file for a shell", category: .plumbing,
    operands: [
      OperandSpec(
        "shell", form: .words(CompletionShell.allCases.map(\.rawValue)), help: "bash, fish or zsh")
    ],
    details: [
      "The file completes commands, options and values, also for 'git entangle'. It is installed "
        + "with the program. Where it is not, 'source <(entangle completion bash)' loads it into "
        + "bash, 'entangle completion fish | source' into fish; for zsh it has to lie as _entangle in "
        + "a directory of fpath."
    ],
    related: ["bash(1)", "fish(1)", "zsh(1)"])

  private let shell: CompletionShell

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let name = try arguments.requiredOperand(0, "shell")
    guard let shell = CompletionShell(rawValue: name) else {
      throw UsageError("unknown shell '\(name)': bash, fish or zsh")
    }
    self.shell = shell
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try context.output.write(shell.script(CompletionTree(context.commands)))
    return .ok
  }
}
