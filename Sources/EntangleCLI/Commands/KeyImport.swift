internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem

/// `entangle key import`: takes an OpenSSH private key into the key store.
struct KeyImport: Command {
  static let spec = CommandSpec(
    ["key", "import"], summary: "take an OpenSSH private key into the key store", category: .keys,
    options: [KeyKeeping.useOption] + KeyKeeping.protectionOptions + [.json],
    operands: [
      KeyKeeping.newName, OperandSpec("file", form: .file, help: "the OpenSSH private key"),
    ],
    details: [
      "The file holds an ssh-ed25519 key without passphrase, as 'ssh-keygen -t ed25519' writes it, "
        + "and is readable to its owner alone. It stays as it is: remove it when the key is in the "
        + "key store.",
      KeyKeeping.details,
    ], environment: [.passphraseFile, .dataHome], related: ["ssh-keygen(1)"])

  private let name: KeyName
  private let file: String
  private let keeping: KeyKeeping
  private let isJSON: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    name = try KeyAccess.name(arguments.requiredOperand(0, "name"))
    file = try arguments.requiredOperand(1, "file")
    keeping = try KeyKeeping(arguments)
    isJSON = arguments.flag("json")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try KeyKeeping.requireFree(name, in: context)
    let path = context.path(file)
    if file.hasSuffix(".pub"), (try? PublicKeyFile.read(file, in: context)) != nil {
      throw CommandError(
        "'\(path)' is a public key",
        hint: "name its private half, '\(path.description.dropLast(4))'")
    }
    let key = try attempt {
      let content = try FileSystem.readSecret(path, limit: OpenSSHPrivateKey.byteLimit)
      return try OpenSSHPrivateKey.decode(content, subject: path.description)
    }
    try KeyKeeping.show(
      keeping.keep(key, as: name, in: context), asJSON: isJSON, in: context)
    return .ok
  }
}
