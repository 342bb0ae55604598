internal import EntangleCrypto
internal import EntangleModel

/// `entangle key list`: shows the keys of the key store.
struct KeyList: Command {
  static let spec = CommandSpec(
    ["key", "list"], summary: "list the keys in the key store", category: .keys,
    options: [.json],
    details: [
      "Columns: name, use, key id, when it was made, and where the private half is: 'protected' in "
        + "its file, '-' open in its file, 'agent' with the ssh-agent."
    ], environment: [.dataHome])

  private let isJSON: Bool

  init(_ arguments: ParsedArguments) {
    isJSON = arguments.flag("json")
  }

  /// Shows every key that can be read and tells of every other one; then the status is 128, and
  /// JSON, which could not say that something is missing, is not printed.
  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let store = try KeyAccess.store(in: context)
    var keys: [KeyDescription] = []
    var isComplete = true
    for name in try attempt({ try store.list() }) {
      do {
        keys.append(KeyDescription(try store.load(name), context.cryptography))
      } catch {
        context.diagnostics.report(CommandError(error))
        isComplete = false
      }
    }
    if !isJSON {
      try printTable(keys, to: context.output)
    } else if isComplete {
      try context.output.json(
        .object([
          "schema": .string("entangle/key-list@v1"),
          "keys": .array(keys.map { .object($0.members) }),
        ]))
    }
    return isComplete ? .ok : .fatal
  }

  private func printTable(_ keys: [KeyDescription], to output: CommandOutput)
    throws(CommandError)
  {
    try output.write(
      TextTable.text(
        keys.map { key in
          [
            key.header.name.description, key.usesText, key.id.text,
            key.header.created.description, key.privateHalfWord,
          ]
        }))
  }
}
