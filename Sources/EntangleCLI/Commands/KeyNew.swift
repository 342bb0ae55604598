internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem

/// `entangle key new`: makes an Ed25519 key and keeps it in the key store.
struct KeyNew: Command {
  static let spec = CommandSpec(
    ["key", "new"], summary: "make a signing key and print its public half", category: .keys,
    options: [
      .value(
        "use", "use", isRepeatable: true, isRequired: true,
        help: "what it may sign: law, artifact, code or transport; the first two stand alone"),
      .flag("no-passphrase", help: "leave the key readable to whoever can read its file"),
      KeyAccess.descriptorOption,
      .value(
        "kdf", "cost",
        help: "the work that a guess costs: moderate (Argon2id, 256 MiB, the default), "
          + "interactive (Argon2id, 64 MiB) or pbkdf2 (SHA-256, 600000 times)"),
      .json,
    ],
    operands: [OperandSpec("name")],
    details: [
      "The passphrase is typed twice, or read from the descriptor, or from the file that "
        + "ENTANGLE_PASSPHRASE_FILE names."
    ])

  private let name: KeyName
  private let uses: Set<KeyUse>
  /// Nil for a key without passphrase.
  private let derivation: KeyDerivation?
  private let passphraseDescriptor: Int32?
  private let isJSON: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    name = try KeyAccess.name(arguments.requiredOperand(0, "name"))
    uses = try Self.uses(arguments.values("use"))
    passphraseDescriptor = try KeyAccess.descriptor(arguments)
    isJSON = arguments.flag("json")
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

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let store = try KeyAccess.store(in: context)
    // Before anyone is asked for a passphrase; `add` looks again.
    if try attempt({ try store.list() }).contains(name) {
      throw CommandError(CryptoError.keyExists(name, path: store.directory))
    }
    let file = try makeFile(in: context)
    try attempt { _ = try store.add(file) }
    let description = KeyDescription(file, context.cryptography)
    if isJSON {
      try context.output.json(description.document)
    } else {
      try context.output.line(description.publicLine)
      try context.output.line("key id: " + description.id)
    }
    return .ok
  }

  private func makeFile(in context: CommandContext) throws(CommandError) -> KeyFile {
    let created = try context.now()
    guard let derivation else {
      return try attempt {
        let key = try SigningKey.generate()
        return try .withoutPassphrase(key, header: header(of: key, created))
      }
    }
    let passphrase = try KeyAccess.newPassphrase(
      for: name, in: context, descriptor: passphraseDescriptor)
    return try attempt {
      let key = try SigningKey.generate()
      return try seal(
        key, header: header(of: key, created), passphrase, derivation, context.randomness())
    }
  }

  private func header(of key: borrowing SigningKey, _ created: Timestamp) throws(CryptoError)
    -> KeyHeader
  {
    try KeyHeader(name: name, uses: uses, created: created, publicKey: key.publicKey)
  }

  /// Opens the existential that the context holds.
  private func seal(
    _ key: borrowing SigningKey, header: KeyHeader, _ passphrase: borrowing SecretBytes,
    _ derivation: KeyDerivation, _ randomness: some Randomness
  ) throws(CryptoError) -> KeyFile {
    try .sealing(
      key, header: header, passphrase: passphrase, derivation: derivation, randomness: randomness)
  }

  private static func uses(_ words: [String]) throws(UsageError) -> Set<KeyUse> {
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
