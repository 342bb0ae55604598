internal import EntangleModel
internal import EntangleVerify

/// Names commits by their digests, for commands.
struct ContentDigesting {
  private var digester: ContentDigester

  init(_ objects: any ObjectSource, _ context: CommandContext) {
    digester = ContentDigester(
      objects: objects, cryptography: context.cryptography, limits: ReadLimits())
  }

  /// A commit by its three names.
  mutating func reference(to id: ObjectID) throws(CommandError) -> CommitReference {
    do {
      return try digester.reference(to: id)
    } catch {
      switch error {
      case .missing(let missing): throw CommandError("object '\(missing)' is missing")
      case .wrong(let detail): throw CommandError("cannot name '\(id)': \(detail)")
      }
    }
  }
}
