internal import EntangleModel

/// Turns a command line into help, a version, a mistake or a command that runs.
struct CommandDispatcher: Sendable {
  /// The commands there are.
  let table: CommandTable
  /// Where help and errors go.
  let streams: CommandStreams
  /// Makes the rest of the world, only for a command that runs.
  let makeContext: @Sendable (CommandStreams) throws(CommandError) -> CommandContext

  /// The same for arguments as the system gives them. One that is not UTF-8 is a mistake: as text it would be another.
  func run(_ arguments: [[UInt8]]) -> ExitStatus {
    var texts: [String] = []
    for argument in arguments {
      guard let text = String(validating: argument, as: UTF8.self) else {
        return mistake("argument '\(displayText(argument))' is not UTF-8")
      }
      texts.append(text)
    }
    return run(texts)
  }

  /// Runs what the arguments after the program's name say, to its end and with all errors told.
  func run(_ arguments: [String]) -> ExitStatus {
    var status: ExitStatus
    do {
      status = try dispatch(arguments)
    } catch {
      status = error.status
      // What was found before the failure comes first; a second failure to write says no more.
      try? streams.output.flush()
      streams.diagnostics.report(error)
    }
    do {
      try streams.output.flush()
    } catch {
      streams.diagnostics.report(error)
      status = error.status
    }
    return status
  }

  private func dispatch(_ arguments: [String]) throws(CommandError) -> ExitStatus {
    var arguments = arguments
    var directories: [String] = []
    while arguments.first == "-C" {
      guard arguments.count > 1 else { return mistake("option '-C' needs a value") }
      directories.append(arguments[1])
      arguments.removeFirst(2)
    }
    switch arguments.first {
    case nil:
      return guide.incomplete([])
    case "--version",
      "version" where arguments.count == 1 && table.command(["version"]) == nil:
      try streams.output.line("entangle version \(EntangleVersion.number)")
      return .ok
    case "-h", "--help":
      return try guide.help(Array(arguments.dropFirst()))
    case let first? where first.hasPrefix("-"):
      return mistake("unknown option '\(first)'")
    default:
      return try command(arguments, in: directories)
    }
  }

  private func mistake(_ message: String) -> ExitStatus {
    streams.diagnostics.line("entangle: " + message)
    streams.diagnostics.write("usage: entangle [-C <dir>] <command> [<args>]\n")
    return .usage
  }

  private var guide: CommandGuide {
    CommandGuide(table: table, output: streams.output, diagnostics: streams.diagnostics)
  }

  private func command(
    _ words: [String], in directories: [String]
  ) throws(CommandError) -> ExitStatus {
    guard let (command, rest) = table.command(words) else { return try group(words) }
    do {
      switch try ArgumentParser.parse(rest, for: command.spec) {
      case .help:
        try streams.output.write(HelpText.command(command.spec))
        return .ok
      case .arguments(let arguments):
        return try run(command, arguments, in: directories)
      }
    } catch let error as UsageError {
      streams.diagnostics.line("entangle: " + error.message)
      streams.diagnostics.write(HelpText.usage(command.spec))
      return .usage
    } catch let error as CommandError {
      throw error
    } catch {
      throw CommandError("\(error)")
    }
  }

  private func run(
    _ type: any Command.Type, _ arguments: ParsedArguments, in directories: [String]
  ) throws -> ExitStatus {
    let command = try type.init(arguments)
    var context = try makeContext(streams)
    for directory in directories { try context.change(to: directory) }
    context.commands = table
    return try command.run(in: context)
  }

  /// The first words of several commands, or nothing known.
  private func group(_ words: [String]) throws(CommandError) -> ExitStatus {
    let name = Array(words.prefix { !$0.hasPrefix("-") })
    guard table.isGroup(name) else { return guide.unknown(name) }
    switch words.dropFirst(name.count).first {
    case "-h", "--help":
      try streams.output.write(HelpText.list(table.specs, prefix: name))
      return .ok
    case let option?:
      streams.diagnostics.line("entangle: unknown option '\(option)'")
    case nil: break
    }
    return guide.incomplete(name)
  }
}
