/// Answers questions about the commands there are.
struct CommandGuide: Sendable {
  /// The commands there are.
  let table: CommandTable
  /// Where help goes that was asked for.
  let output: CommandOutput
  /// Where all else goes.
  let diagnostics: CommandDiagnostics

  /// Prints the help of the command or group of that name, or the list of the commands that people
  /// type where the name is empty.
  func help(_ name: [String]) throws(CommandError) -> ExitStatus {
    if let (command, rest) = table.command(name), rest.isEmpty {
      try output.write(HelpText.command(command.spec))
    } else if name.isEmpty || table.isGroup(name) {
      try output.write(HelpText.list(table.specs, prefix: name))
    } else {
      return unknown(name)
    }
    return .ok
  }

  /// Prints the list of every command.
  func listAll() throws(CommandError) {
    try output.write(HelpText.list(table.specs, isComplete: true))
  }

  /// Says that a command line ends before it names a command, and which there are.
  func incomplete(_ name: [String]) -> ExitStatus {
    diagnostics.write(HelpText.list(table.specs, prefix: name))
    return .usage
  }

  /// Says that nothing has that name, and what is most like it.
  func unknown(_ words: [String]) -> ExitStatus {
    let name = table.unknownName(words)
    let typed = name.joined(separator: " ")
    diagnostics.line("entangle: '\(typed)' is not an entangle command. See 'entangle --help'.")
    if let suggestion = table.suggestion(for: name) {
      diagnostics.line("hint: the most similar command is '\(suggestion)'")
    }
    return .usage
  }
}

extension CommandContext {
  /// What answers questions about the commands.
  var guide: CommandGuide {
    CommandGuide(table: commands, output: output, diagnostics: diagnostics)
  }
}
