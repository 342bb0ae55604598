internal import EntangleCrypto
internal import EntangleModel

/// `entangle key show`: says what is openly known of one key.
struct KeyShow: Command {
  static let spec = CommandSpec(
    ["key", "show"], summary: "show the public half of a key", category: .keys,
    options: [.json],
    operands: [OperandSpec("name", form: .key, help: "the name of the key in the key store")],
    details: [
      "Prints the public key as OpenSSH writes it, then the key id, the uses, when the key was made "
        + "and where its private half is. No passphrase is needed for that."
    ], environment: [.dataHome])

  private let name: KeyName
  private let isJSON: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    name = try KeyAccess.name(arguments.requiredOperand(0, "name"))
    isJSON = arguments.flag("json")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let key = try KeyAccess.description(of: name, in: context)
    guard !isJSON else {
      try context.output.json(key.document)
      return .ok
    }
    try context.output.line(key.publicLine)
    try context.output.line("key id: \(key.id)")
    try context.output.line("use: " + key.usesText)
    try context.output.line("created: " + key.header.created.description)
    try context.output.line("private half: " + key.privateHalf)
    return .ok
  }
}
