internal import EntangleSystem

/// `entangle manual`: writes the manual pages, which are made from the table of commands.
struct Manual: Command {
  static let spec = CommandSpec(
    ["manual"], summary: "write manual pages", category: .plumbing,
    options: [
      .value(
        "output", "directory", form: .directory,
        help: "write every page into this directory, which is made where it is missing")
    ],
    operands: [
      OperandSpec(
        "command", .repeating, form: .command,
        help: "the words that name the command (default: the page of the whole program)")
    ],
    details: [
      "Prints one page for man(1); 'entangle manual verify | man -l -' shows it without its being "
        + "installed. With --output it writes entangle.1 and entangle-<command>.1 for each command "
        + "instead, and git-entangle.1, which 'git help entangle' looks for."
    ],
    related: ["man(1)"])

  private let name: [String]
  private let directory: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    name = arguments.operands
    directory = arguments.value("output")
    if directory != nil && !name.isEmpty {
      throw UsageError("'--output' writes every page: no command can be named")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let pages = ManualPage.all(of: context.commands)
    if let directory {
      let directory = context.path(directory)
      try attempt {
        try FileSystem.createDirectory(directory)
        for page in pages {
          try FileSystem.write(Array(page.text.utf8), to: directory.appending(page.name + ".1"))
        }
        let alias = directory.appending("git-entangle.1")
        try FileSystem.write(Array(ManualPage.alias.utf8), to: alias)
      }
      return .ok
    }
    guard let page = pages.first(where: { $0.command == name }) else {
      return context.commands.isGroup(name)
        ? context.guide.incomplete(name) : context.guide.unknown(name)
    }
    try context.output.write(page.text)
    return .ok
  }
}
