internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSSH
internal import EntangleSystem

/// `entangle key agent`: shows what the ssh-agent holds, and puts a reference to one of its keys
/// into the key store.
struct KeyAgent: Command {
  static let spec = CommandSpec(
    ["key", "agent"], summary: "sign with a key that the ssh-agent holds", category: .keys,
    options: [
      KeyKeeping.useOption(isRequired: false),
      .value(
        "key", "key", form: .file, help: "which one: its key id, or a file with its public line"),
      .json,
    ],
    operands: [
      OperandSpec("name", .optional, help: "what the key will be called in the key store")
    ],
    details: [
      "Without a name, the keys that the agent at SSH_AUTH_SOCK holds are listed: key id ('-' for a "
        + "kind that signs nothing here), kind, name in the key store or '-', comment.",
      "With a name and '--use', one of them is put into the key store under that name: its public "
        + "half alone. Every command that signs with the key then asks the agent. '--key' may be "
        + "left out where the agent holds one key only that can sign here.",
      "Whoever can ask the agent can sign, on every machine to which it is forwarded: leave law keys "
        + "to 'entangle key new' where you can, or to a security key, which asks for a touch.",
    ], environment: [.agentSocket, .dataHome], related: ["ssh-agent(1)", "ssh-add(1)"])

  private let reference: Reference?
  private let isJSON: Bool

  /// What is to be put into the key store.
  private struct Reference {
    let name: KeyName
    let uses: Set<KeyUse>
    let key: String?
  }

  init(_ arguments: ParsedArguments) throws(UsageError) {
    isJSON = arguments.flag("json")
    let uses = arguments.values("use")
    let key = arguments.value("key")
    guard let name = arguments.operand(0) else {
      guard uses.isEmpty, key == nil else {
        throw UsageError("missing <name>: the name that the key shall have in the key store")
      }
      reference = nil
      return
    }
    let keyName = try KeyAccess.name(name)
    guard !uses.isEmpty else { throw UsageError("missing option '--use'") }
    reference = Reference(name: keyName, uses: try KeyKeeping.uses(uses), key: key)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let agent = try KeyAccess.agent(in: context)
    guard let reference else {
      try list(try attempt { try agent.identities() }, in: context)
      return .ok
    }
    try KeyKeeping.requireFree(reference.name, in: context)
    let held = try attempt { try agent.identities() }.compactMap(\.publicKey)
    let key = try choose(reference, held, in: context)
    let created = try context.now()
    let file: KeyFile
    do throws(CryptoError) {
      file = .heldByAgent(
        try KeyHeader(
          name: reference.name, uses: reference.uses, created: created, publicKey: key))
    } catch {
      throw CommandError(error)
    }
    try KeyKeeping.show(KeyKeeping.keep(file, in: context), asJSON: isJSON, in: context)
    if reference.uses.contains(.law) {
      context.diagnostics.warning(
        "whoever can ask this ssh-agent can sign events with key '\(reference.name)'",
        hint: "do not forward the agent; 'ssh-add -c' makes it ask before each signature")
    }
    return .ok
  }

  /// The one key of those held that is meant.
  private func choose(
    _ reference: Reference, _ held: [PublicKey], in context: CommandContext
  ) throws(CommandError) -> PublicKey {
    guard let text = reference.key else {
      guard let key = held.first else {
        throw CommandError(
          "the ssh-agent holds no key that can sign here",
          hint: "'ssh-add' gives it keys; while it is locked it holds none ('ssh-add -X')")
      }
      guard held.count == 1 else {
        throw CommandError(
          "the ssh-agent holds \(held.count) keys that can sign here",
          hint: "choose one with '--key'; 'entangle key agent' lists them")
      }
      return key
    }
    let key: PublicKey
    if let id = KeyID(text.utf8) {
      guard let named = held.first(where: { context.cryptography.keyID($0) == id }) else {
        throw CommandError(
          "the ssh-agent holds no key '\(id)'", hint: "'entangle key agent' lists its keys")
      }
      key = named
    } else {
      key = try PublicKeyFile.read(text, in: context)
      guard key.codeKey == nil else {
        throw CommandError(
          "entangle does not sign with a key of the kind '\(key.kind)'",
          hint: "git signs commits with it; 'principal add --code' and 'key rotate --code' enrol it"
        )
      }
    }
    guard held.contains(key) else { throw CommandError(AgentError.notHeld(key)) }
    return key
  }

  private func list(_ identities: [AgentIdentity], in context: CommandContext)
    throws(CommandError)
  {
    let names = try names(in: context)
    let rows = identities.map { identity in
      Row(
        id: identity.publicKey.map { context.cryptography.keyID($0).text },
        kind: displayText(identity.kind), names: identity.publicKey.flatMap { names[$0] } ?? [],
        comment: displayText(identity.comment))
    }
    guard isJSON else {
      try context.output.write(TextTable.text(rows.map(\.columns)))
      return
    }
    try context.output.json(
      .object([
        "schema": .string("entangle/key-agent@v1"),
        "keys": .array(rows.map { .object($0.members) }),
      ]))
  }

  /// The names that the key store has for each key.
  private func names(in context: CommandContext) throws(CommandError) -> [PublicKey: [String]] {
    var names: [PublicKey: [String]] = [:]
    for file in try KeyAccess.files(in: context).files {
      names[file.header.publicKey, default: []].append(file.header.name.description)
    }
    return names
  }

  /// A key of the agent as it is listed.
  private struct Row {
    let id: String?
    let kind: String
    let names: [String]
    let comment: String

    var columns: [String] {
      [id ?? "-", kind, names.isEmpty ? "-" : names.joined(separator: ","), comment]
    }

    var members: [String: JSONValue] {
      var members: [String: JSONValue] = [
        "kind": .string(kind), "names": .array(names.map { .string($0) }),
        "comment": .string(comment),
      ]
      if let id { members["id"] = .string(id) }
      return members
    }
  }
}
