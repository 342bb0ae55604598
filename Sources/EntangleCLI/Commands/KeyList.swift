internal import EntangleCrypto
internal import EntangleModel

/// `entangle key list`: shows the keys of the key store.
struct KeyList: Command {
  static let spec = CommandSpec(
    ["key", "list"], summary: "list the keys in the key store", category: .keys,
    options: [.json],
    details: ["Columns: name, use, key id, when it was made, 'protected' or '-'."])

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
    let names = keys.map(\.header.name.description)
    let nameWidth = names.map(\.utf8.count).max() ?? 0
    let useWidth = keys.map(\.usesText.utf8.count).max() ?? 0
    for (name, key) in zip(names, keys) {
      let columns = [
        padded(name, nameWidth), padded(key.usesText, useWidth), key.id.text,
        key.header.created.description, key.isProtected ? "protected" : "-",
      ]
      try output.line(columns.joined(separator: "  "))
    }
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.utf8.count))
  }
}
