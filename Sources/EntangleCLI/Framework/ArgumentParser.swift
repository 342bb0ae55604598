/// Reads arguments the way of GNU programs (POSIX.1-2017 section 12.2 with long options): options
/// and operands in any order, `--` before operands that begin with a dash.
///
/// A long name counts only in full: with abbreviations a later option could change what an older
/// script means.
struct ArgumentParser {
  /// What a command line asks for.
  enum Outcome: Sendable, Hashable {
    /// The help text: `-h` or `--help` came before any mistake.
    case help
    /// The command itself.
    case arguments(ParsedArguments)
  }

  private let spec: CommandSpec
  private var options: [String: [String]] = [:]
  private var operands: [String] = []
  private var rest: ArraySlice<String>

  private init(_ spec: CommandSpec, _ arguments: ArraySlice<String>) {
    self.spec = spec
    rest = arguments
  }

  /// Reads what follows the name of the command.
  ///
  /// Throws `UsageError` for an option that is unknown, lacks a value or has one too many, for a
  /// value option given twice that is not repeatable, and for operands too few or too many.
  static func parse(_ arguments: ArraySlice<String>, for spec: CommandSpec)
    throws(UsageError) -> Outcome
  {
    var parser = ArgumentParser(spec, arguments)
    while let argument = parser.rest.popFirst() {
      if argument == "--" {
        parser.operands += parser.rest
        break
      }
      if argument.hasPrefix("--") {
        if try parser.takeLong(argument.dropFirst(2)) { return .help }
      } else if argument.hasPrefix("-") && argument != "-" {
        if try parser.takeCluster(argument.dropFirst()) { return .help }
      } else {
        parser.operands.append(argument)
      }
    }
    try parser.requireComplete()
    return .arguments(ParsedArguments(options: parser.options, operands: parser.operands))
  }

  /// True where help is asked for.
  private mutating func takeLong(_ text: Substring) throws(UsageError) -> Bool {
    let equals = text.firstIndex(of: "=")
    let name = String(text[..<(equals ?? text.endIndex)])
    let attached = equals.map { String(text[text.index(after: $0)...]) }
    if name == "help" && attached == nil { return true }
    guard let option = spec.option(long: name) else {
      throw UsageError("unknown option '--\(name)'")
    }
    if option.valueName == nil {
      guard attached == nil else { throw UsageError("option '--\(name)' takes no value") }
      options[name, default: []].append("")
    } else {
      try take(option, attached: attached)
    }
    return false
  }

  /// True where help is asked for.
  private mutating func takeCluster(_ letters: Substring) throws(UsageError) -> Bool {
    var letters = letters
    while let letter = letters.popFirst() {
      if letter == "h" { return true }
      guard let option = spec.option(short: letter) else {
        throw UsageError("unknown option '-\(letter)'")
      }
      if option.valueName == nil {
        options[option.name, default: []].append("")
      } else {
        try take(option, attached: letters.isEmpty ? nil : String(letters))
        return false
      }
    }
    return false
  }

  private mutating func take(_ option: OptionSpec, attached: String?) throws(UsageError) {
    guard let value = attached ?? rest.popFirst() else {
      throw UsageError("option '--\(option.name)' needs a value")
    }
    guard option.isRepeatable || options[option.name] == nil else {
      throw UsageError("option '--\(option.name)' given twice")
    }
    options[option.name, default: []].append(value)
  }

  private func requireComplete() throws(UsageError) {
    for option in spec.options where option.isRequired && options[option.name] == nil {
      throw UsageError("missing option '--\(option.name)'")
    }
    let required = spec.operands.prefix {
      $0.arity == .required || $0.arity == .requiredRepeating
    }
    if operands.count < required.count {
      throw UsageError("missing \(spec.operands[operands.count].synopsis)")
    }
    let isOpen = spec.operands.last.map {
      $0.arity == .repeating || $0.arity == .requiredRepeating
    }
    if operands.count > spec.operands.count && isOpen != true {
      throw UsageError("unexpected argument '\(operands[spec.operands.count])'")
    }
  }
}
