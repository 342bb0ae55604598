internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSSH
internal import EntangleSystem

/// How commands come to the keys of the person who runs them.
enum KeyAccess {
  /// How often a person may try to type a passphrase.
  static let tries = 3

  /// `--passphrase-fd`, for every command that opens a key.
  static let descriptorOption = OptionSpec.value(
    "passphrase-fd", "n", help: "read the passphrase from this open descriptor")

  /// The value of `descriptorOption`; throws `UsageError` for what is no descriptor.
  static func descriptor(_ arguments: ParsedArguments) throws(UsageError) -> Int32? {
    try arguments.integer("passphrase-fd", in: 0...1_048_575)
  }

  /// The name that an argument gives; throws `UsageError` for what can be no name.
  static func name(_ text: String) throws(UsageError) -> KeyName {
    guard let name = KeyName(text) else {
      throw UsageError(
        "'\(text)' is no name of a key: lowercase letters and digits, joined by '.', '_' or '-'")
    }
    return name
  }

  /// The key store of the environment.
  static func store(in context: CommandContext) throws(CommandError) -> KeyStore {
    try attempt { try KeyStore(environment: context.environment) }
  }

  /// The files of the key store that can be read, sorted by name, for a command that looks for one among
  /// them. Of any other a warning says what is wrong with it, and its name is handed back: it stops
  /// only a command that needs just that key.
  static func files(
    in context: CommandContext
  ) throws(CommandError) -> (files: [KeyFile], unreadable: [KeyName]) {
    let store = try store(in: context)
    var files: [KeyFile] = []
    var unreadable: [KeyName] = []
    for name in try attempt({ try store.list() }) {
      do {
        files.append(try store.load(name))
      } catch {
        unreadable.append(name)
        guard context.openedKeys.isNew(unreadable: name) else { continue }
        let told = CommandError(error)
        context.diagnostics.warning(
          "key '\(name)' is passed over: \(told.message)", hint: told.hint)
      }
    }
    return (files, unreadable)
  }

  /// What is known of a key without opening it.
  static func description(of name: KeyName, in context: CommandContext) throws(CommandError)
    -> KeyDescription
  {
    let store = try store(in: context)
    return KeyDescription(try attempt { try store.load(name) }, context.cryptography)
  }

  /// Opens a key, with its passphrase where it has one: from the descriptor if there is one, else
  /// from the file that `ENTANGLE_PASSPHRASE_FILE` names, else from the person at the terminal, who
  /// has three tries.
  ///
  /// Where `use` is given, a key that is not for it is refused. Throws a fatal `CommandError` for a
  /// key that is not there, cannot be read, or does not open.
  static func open(
    name: KeyName, for use: KeyUse? = nil, in context: CommandContext,
    passphraseDescriptor: Int32? = nil
  ) throws(CommandError) -> SigningKey {
    let store = try store(in: context)
    let file = try attempt { try store.load(name) }
    return try open(file, for: use, in: context, passphraseDescriptor: passphraseDescriptor)
  }

  /// What signs with a key of the key store: itself, opened as `open` does and once in a command,
  /// or the ssh-agent.
  static func privateKey(
    _ file: KeyFile, for use: KeyUse, in context: CommandContext, passphraseDescriptor: Int32?
  ) throws(CommandError) -> PrivateKey {
    try require(use, of: file)
    let publicKey = file.header.publicKey
    if let key = context.openedKeys[publicKey] { return key }
    let key =
      file.isHeldByAgent
      ? PrivateKey(heldBy: try agent(in: context))
      : PrivateKey(
        try open(file, for: use, in: context, passphraseDescriptor: passphraseDescriptor))
    if publicKey.isSecurityKey {
      context.diagnostics.line("touch the security key of '\(file.header.name)' when it blinks")
    }
    context.openedKeys.keep(key, for: publicKey)
    return key
  }

  /// The ssh-agent of the environment.
  static func agent(in context: CommandContext) throws(CommandError) -> SSHAgent {
    try attempt { try SSHAgent(environment: context.environment) }
  }

  private static func require(_ use: KeyUse, of file: KeyFile) throws(CommandError) {
    guard file.header.uses.contains(use) else {
      throw CommandError(
        "key '\(file.header.name)' is not for '\(use.rawValue)'",
        hint: "'entangle key new --use \(use.rawValue) <name>' makes one that is")
    }
  }

  private static func open(
    _ file: KeyFile, for use: KeyUse?, in context: CommandContext, passphraseDescriptor: Int32?
  ) throws(CommandError) -> SigningKey {
    if let use { try require(use, of: file) }
    let name = file.header.name
    let source = source(
      passphraseDescriptor, prompt: "Passphrase for key '\(name)': ", in: context)
    for _ in 1..<(source.isTerminal ? tries : 1) {
      do {
        return try open(file, source, in: context)
      } catch {
        guard case .wrongPassphrase = error else { throw retold(error) }
        context.diagnostics.line("wrong passphrase, try again")
      }
    }
    do {
      return try open(file, source, in: context)
    } catch {
      throw retold(error)
    }
  }

  /// A passphrase for a new key, typed twice where it is typed; never empty.
  static func newPassphrase(
    for name: KeyName, in context: CommandContext, descriptor: Int32?
  ) throws(CommandError) -> SecretBytes {
    let source = source(descriptor, prompt: "Passphrase for new key '\(name)': ", in: context)
    let again = PassphraseSource.terminal(prompt: "The same passphrase again: ")
    for _ in 0..<(source.isTerminal ? tries : 1) {
      let passphrase = try read(source, in: context)
      guard passphrase.count > 0 else {
        throw CommandError(
          "cannot protect key '\(name)': empty passphrase",
          hint: "with '--no-passphrase' whoever can read the key file can use the key")
      }
      guard source.isTerminal else { return passphrase }
      let repeated = try read(again, in: context)
      if passphrase.hasSameBytes(as: repeated) { return passphrase }
      context.diagnostics.line("the passphrases differ, try again")
    }
    throw CommandError("cannot protect key '\(name)': the passphrases differ")
  }

  private static func source(
    _ descriptor: Int32?, prompt: String, in context: CommandContext
  ) -> PassphraseSource {
    descriptor.map { .descriptor($0) }
      ?? PassphraseSource(environment: context.environment, prompt: prompt)
  }

  private static func open(
    _ file: KeyFile, _ source: PassphraseSource, in context: CommandContext
  ) throws(CryptoError) -> SigningKey {
    try file.open { () throws(SystemError) in
      guard case .descriptor(let number) = source else { return try context.readPassphrase(source) }
      return try context.openedKeys.passphrase(from: number) { () throws(SystemError) in
        try context.readPassphrase(source)
      }
    }
  }

  private static func read(_ source: PassphraseSource, in context: CommandContext)
    throws(CommandError) -> SecretBytes
  {
    do {
      return try context.readPassphrase(source)
    } catch {
      throw CommandError(error.description, hint: error.hint ?? noTerminalHint(error))
    }
  }

  private static func retold(_ error: CryptoError) -> CommandError {
    guard case .system(_, _, let cause) = error, let hint = noTerminalHint(cause) else {
      return CommandError(error)
    }
    return CommandError(error.description, hint: hint)
  }

  /// The way out where nobody sits at a terminal: `/dev/tty` does not open (ENXIO).
  private static func noTerminalHint(_ error: SystemError) -> String? {
    guard case .callFailed("open", "/dev/tty", _) = error else { return nil }
    return "name a file that holds the passphrase in ENTANGLE_PASSPHRASE_FILE, "
      + "or use '--passphrase-fd'"
  }
}

extension PassphraseSource {
  /// Whether a person types it.
  fileprivate var isTerminal: Bool {
    if case .terminal = self { true } else { false }
  }
}
