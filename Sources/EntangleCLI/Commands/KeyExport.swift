internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem

/// `entangle key export`: gives a key to OpenSSH.
struct KeyExport: Command {
  static let spec = CommandSpec(
    ["key", "export"], summary: "write a key in OpenSSH form", category: .keys,
    options: [
      .flag("private", help: "write the private half, without passphrase; needs '--output'"),
      .value(
        "output", "file", form: .file, help: "write to this new file, readable to its owner alone"),
      KeyAccess.descriptorOption,
    ],
    operands: [OperandSpec("name", form: .key, help: "the name of the key in the key store")],
    details: [
      "By default the public half is printed, as 'ssh-keygen -y' would. A private half is never "
        + "printed, and no file is ever overwritten. 'ssh-keygen -p -f <file>' gives the file a "
        + "passphrase of its own."
    ], environment: [.passphraseFile, .dataHome], related: ["ssh-keygen(1)"])

  private let name: KeyName
  private let isPrivate: Bool
  private let output: String?
  private let passphraseDescriptor: Int32?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    name = try KeyAccess.name(arguments.requiredOperand(0, "name"))
    isPrivate = arguments.flag("private")
    output = arguments.value("output")
    passphraseDescriptor = try KeyAccess.descriptor(arguments)
    if isPrivate && output == nil {
      throw UsageError("'--private' needs '--output': a private key is never printed")
    }
    if !isPrivate && passphraseDescriptor != nil {
      throw UsageError("'--passphrase-fd' is for '--private': the public half needs no passphrase")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    guard isPrivate, let output else {
      let key = try KeyAccess.description(of: name, in: context)
      let line = "\(key.publicLine) \(name)"
      guard let output else {
        try context.output.line(line)
        return .ok
      }
      try attempt {
        try FileSystem.write(
          Array((line + "\n").utf8), to: context.path(output), mode: 0o600, existing: .refuse)
      }
      return .ok
    }
    let path = context.path(output)
    // Before anyone is asked for a passphrase; writing looks again.
    if try attempt({ try FileSystem.status(path, symbolicLinks: .refuse) }) != nil {
      throw CommandError("'\(path)' is there already", hint: "name a file that is not")
    }
    let key = try KeyAccess.open(
      name: name, in: context, passphraseDescriptor: passphraseDescriptor)
    try write(key, to: path, context.randomness())
    context.diagnostics.line("'\(path)' holds the private key, without passphrase")
    return .ok
  }

  /// Opens the existential that the context holds.
  private func write(
    _ key: borrowing SigningKey, to path: FilePath, _ randomness: some Randomness
  ) throws(CommandError) {
    do throws(CryptoError) {
      let content = try OpenSSHPrivateKey.encode(
        key, comment: name.description, randomness: randomness)
      do {
        try FileSystem.writeSecret(content, to: path)
      } catch {
        throw .system(operation: "export key", subject: name.description, cause: error)
      }
    } catch {
      throw CommandError(error)
    }
  }
}
