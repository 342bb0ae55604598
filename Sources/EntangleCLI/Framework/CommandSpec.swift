/// All that can be said about a command without running it: dispatch, parsing, help, manual pages and
/// completion are fed from here.
struct CommandSpec: Sendable, Hashable {
  /// The words that name it after `entangle`: `["key", "new"]`.
  let name: [String]
  /// One line for lists, imperative, lower case, without full stop.
  let summary: String
  /// The heading it is listed under.
  let category: CommandCategory
  /// The options, in the order in which help shows them; `-h` and `--help` are always there.
  let options: [OptionSpec]
  /// The operands in order: required ones, then optional ones, a repeating one last.
  let operands: [OperandSpec]
  /// Paragraphs that describe it, each a line; they end the help text.
  let details: [String]
  /// The environment variables that it heeds.
  let environment: [EnvironmentVariable]
  /// Manual pages beyond ours that a reader may want next, such as `bwrap(1)`.
  let related: [String]

  /// Takes the parts; what is left out is empty.
  init(
    _ name: [String], summary: String, category: CommandCategory, options: [OptionSpec] = [],
    operands: [OperandSpec] = [], details: [String] = [], environment: [EnvironmentVariable] = [],
    related: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.category = category
    self.options = options
    self.operands = operands
    self.details = details
    self.environment = environment
    self.related = related
  }

  /// The command as it is typed, without arguments: `entangle key new`.
  var invocation: String { (["entangle"] + name).joined(separator: " ") }

  /// The parts of the usage line after `invocation`, each of which stays on one line.
  var synopsis: [String] { options.map(\.synopsis) + operands.map(\.synopsis) }

  /// The option of that long name.
  func option(long name: String) -> OptionSpec? { options.first { $0.name == name } }

  /// The option of that short letter.
  func option(short letter: Character) -> OptionSpec? { options.first { $0.letter == letter } }
}

/// One option of a command.
struct OptionSpec: Sendable, Hashable {
  /// The long name, without dashes.
  let name: String
  /// The short letter, not `h`; nil where there is none.
  let letter: Character?
  /// What stands for the value in help; nil for a flag.
  let valueName: String?
  /// Whether it may be given several times. A flag may always be, to no further effect.
  let isRepeatable: Bool
  /// Whether the command refuses to run without it.
  let isRequired: Bool
  /// What its value is; of no account for a flag.
  let form: ValueForm
  /// What it does, in lower case, without full stop.
  let help: String

  /// A flag: `--name`.
  static func flag(_ name: String, _ letter: Character? = nil, help: String) -> OptionSpec {
    OptionSpec(
      name: name, letter: letter, valueName: nil, isRepeatable: false, isRequired: false,
      form: .text, help: help)
  }

  /// An option with a value: `--name <valueName>`.
  static func value(
    _ name: String, _ valueName: String, letter: Character? = nil, isRepeatable: Bool = false,
    isRequired: Bool = false, form: ValueForm = .text, help: String
  ) -> OptionSpec {
    OptionSpec(
      name: name, letter: letter, valueName: valueName, isRepeatable: isRepeatable,
      isRequired: isRequired, form: form, help: help)
  }

  /// `--json`, the same for every command that has it.
  static let json = OptionSpec.flag("json", help: "print canonical JSON for programs")

  /// `-h` and `--help`, which every command has; the parser knows them by itself.
  static let help = OptionSpec.flag("help", "h", help: "print this help")

  /// The option as lists show it: `-q, --quiet`.
  var label: String {
    let letter = letter.map { "-\($0), " } ?? ""
    return letter + "--" + name + (valueName.map { " <\($0)>" } ?? "")
  }

  /// The option as the usage line shows it.
  var synopsis: String {
    let text = "--" + name + (valueName.map { " <\($0)>" } ?? "")
    let repeated = isRepeatable ? "..." : ""
    return isRequired ? text + repeated : "[\(text)]" + repeated
  }
}

/// One operand of a command, or the run of operands at the end.
struct OperandSpec: Sendable, Hashable {
  /// How often the operand may be given.
  enum Arity: Sendable, Hashable {
    /// Exactly once.
    case required
    /// Once or not at all.
    case optional
    /// Any number of times, also never; only as the last operand.
    case repeating
    /// Once or more often; only as the last operand.
    case requiredRepeating
  }

  /// What stands for it in help and in errors.
  let name: String
  /// How often it may be given.
  let arity: Arity
  /// What it is, as far as a shell can help.
  let form: ValueForm
  /// What it means, in lower case, without full stop.
  let help: String

  /// Takes a name and what it means; by default the operand is required, and free text.
  init(
    _ name: String, _ arity: Arity = .required, form: ValueForm = .text, help: String = ""
  ) {
    self.name = name
    self.arity = arity
    self.form = form
    self.help = help
  }

  /// The operand as the usage line shows it.
  var synopsis: String {
    switch arity {
    case .required: "<\(name)>"
    case .optional: "[<\(name)>]"
    case .repeating: "[<\(name)>...]"
    case .requiredRepeating: "<\(name)>..."
    }
  }
}
