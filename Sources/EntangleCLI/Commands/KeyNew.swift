internal import EntangleCrypto
internal import EntangleModel

/// `entangle key new`: makes an Ed25519 key and keeps it in the key store.
struct KeyNew: Command {
  static let spec = CommandSpec(
    ["key", "new"], summary: "make a signing key and print its public half", category: .keys,
    options: [KeyKeeping.useOption] + KeyKeeping.protectionOptions + [.json],
    operands: [KeyKeeping.newName], details: [KeyKeeping.details],
    environment: [.passphraseFile, .dataHome], related: ["ssh-keygen(1)"])

  private let name: KeyName
  private let keeping: KeyKeeping
  private let isJSON: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    name = try KeyAccess.name(arguments.requiredOperand(0, "name"))
    keeping = try KeyKeeping(arguments)
    isJSON = arguments.flag("json")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    // Before anyone is asked for a passphrase.
    try KeyKeeping.requireFree(name, in: context)
    let key = try attempt { try SigningKey.generate() }
    try KeyKeeping.show(
      keeping.keep(key, as: name, in: context), asJSON: isJSON, in: context)
    return .ok
  }
}
