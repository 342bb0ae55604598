internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem

/// What every command asks that puts a private key into the key store: what the key is for, and how
/// it is protected.
struct KeyKeeping: Sendable {
  /// `--use`, for every command that puts a key into the key store.
  static let useOption = useOption(isRequired: true)

  /// `--use`; where it is not required, the command says when it is.
  static func useOption(isRequired: Bool) -> OptionSpec {
    .value(
      "use", "use", isRepeatable: true, isRequired: isRequired,
      form: .words(KeyUse.allCases.map(\.rawValue)),
      help: "what it may sign: law, artifact, code or transport; the first two stand alone")
  }

  /// The options that protect a private key.
  static let protectionOptions = [
    OptionSpec.flag(
      "no-passphrase", help: "leave the key readable to whoever can read its file"),
    KeyAccess.descriptorOption,
    OptionSpec.value(
      "kdf", "cost", form: .words(["moderate", "interactive", "pbkdf2"]),
      help: "the work that a guess costs: moderate (Argon2id, 256 MiB, the default), "
        + "interactive (Argon2id, 64 MiB) or pbkdf2 (SHA-256, 600000 times)"),
  ]

  /// The name of a key to be.
  static let newName = OperandSpec("name", help: "what the key will be called in the key store")

  /// Where the new passphrase comes from, for help.
  static let details =
    "The passphrase is typed twice, or read from the descriptor, or from the file that "
    + "ENTANGLE_PASSPHRASE_FILE names."

  /// What the key is for.
  let uses: Set<KeyUse>
  /// Nil for a key without passphrase.
  private let derivation: KeyDerivation?
  private let passphraseDescriptor: Int32?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    uses = try Self.uses(arguments.values("use"))
    passphraseDescriptor = try KeyAccess.descriptor(arguments)
    let cost = try Self.derivation(arguments.value("kdf"))
    if arguments.flag("no-passphrase") {
      for option in ["passphrase-fd", "kdf"] where arguments.value(option) != nil {
        throw UsageError("'--no-passphrase' and '--\(option)' exclude each other")
      }
      derivation = nil
    } else {
      derivation = cost
    }
  }

  /// Throws where the key store has a key of that name; `KeyStore.add` looks again.
  static func requireFree(_ name: KeyName, in context: CommandContext) throws(CommandError) {
    let store = try KeyAccess.store(in: context)
    if try attempt({ try store.list() }).contains(name) {
      throw CommandError(CryptoError.keyExists(name, path: store.directory))
    }
  }

  /// Protects a key, puts it into the key store and describes it.
  func keep(_ key: borrowing SigningKey, as name: KeyName, in context: CommandContext)
    throws(CommandError) -> KeyDescription
  {
    let created = try context.now()
    let header: KeyHeader
    do throws(CryptoError) {
      header = try KeyHeader(name: name, uses: uses, created: created, of: key)
    } catch {
      throw CommandError(error)
    }
    return try Self.keep(file(key, header, in: context), in: context)
  }

  /// Puts a key file into the key store and describes it.
  static func keep(_ file: KeyFile, in context: CommandContext) throws(CommandError)
    -> KeyDescription
  {
    let store = try KeyAccess.store(in: context)
    try attempt { _ = try store.add(file) }
    return KeyDescription(file, context.cryptography)
  }

  /// Prints a key that has come into the key store.
  static func show(_ key: KeyDescription, asJSON isJSON: Bool, in context: CommandContext)
    throws(CommandError)
  {
    if isJSON {
      try context.output.json(key.document)
    } else {
      try context.output.line(key.publicLine)
      try context.output.line("key id: \(key.id)")
    }
  }

  private func file(_ key: borrowing SigningKey, _ header: KeyHeader, in context: CommandContext)
    throws(CommandError) -> KeyFile
  {
    guard let derivation else {
      do throws(CryptoError) {
        return try .withoutPassphrase(key, header: header)
      } catch {
        throw CommandError(error)
      }
    }
    let passphrase = try KeyAccess.newPassphrase(
      for: header.name, in: context, descriptor: passphraseDescriptor)
    let randomness = try context.randomness()
    do throws(CryptoError) {
      return try seal(key, header, passphrase, derivation, randomness)
    } catch {
      throw CommandError(error)
    }
  }

  /// Opens the existential that the context holds.
  private func seal(
    _ key: borrowing SigningKey, _ header: KeyHeader, _ passphrase: borrowing SecretBytes,
    _ derivation: KeyDerivation, _ randomness: some Randomness
  ) throws(CryptoError) -> KeyFile {
    try .sealing(
      key, header: header, passphrase: passphrase, derivation: derivation, randomness: randomness)
  }

  /// The uses that words name; throws for a set that no key may have.
  static func uses(_ words: [String]) throws(UsageError) -> Set<KeyUse> {
    var uses: Set<KeyUse> = []
    for word in words {
      guard let use = KeyUse(rawValue: word) else {
        throw UsageError("unknown use '\(word)': law, artifact, code or transport")
      }
      uses.insert(use)
    }
    guard KeyUse.mayShareKey(uses) else {
      let list = uses.sorted().map { "'\($0.rawValue)'" }.joined(separator: " and ")
      throw UsageError("one key cannot be for \(list): 'law' and 'artifact' stand alone")
    }
    return uses
  }

  private static func derivation(_ word: String?) throws(UsageError) -> KeyDerivation {
    switch word {
    case nil, "moderate": return .moderate
    case "interactive": return .interactive
    case "pbkdf2": return .pbkdf2
    case let word?: throw UsageError("unknown cost '\(word)': moderate, interactive or pbkdf2")
    }
  }
}
