internal import EntangleGit
internal import EntangleModel

/// The commits that offered refs bring, and which of them build on which. Git is asked once, not for each commit of which something
/// is found: on a remote without hooks there may be thousands.
struct OfferedCommits {
  private let brought: Set<ObjectID>
  private let children: [ObjectID: [ObjectID]]
  private let refs: [ObjectID: [RefName]]

  /// Those that can be reached from where refs would stand, and from nothing that was there before; nil where git cannot list them
  /// (`git-rev-list(1)`).
  init?(
    of offered: [RefName: ObjectID], besides known: [ObjectID], in repository: Repository,
    _ context: CommandContext
  ) throws(CommandError) {
    let tips = offered.values.map(\.hex) + known.map { "^\($0.hex)" }
    let listed = try GitProgram.run(
      ["rev-list", "--parents", "--ignore-missing", "--stdin"], in: repository, context,
      input: tips.joined(separator: "\n") + "\n")
    guard listed.isSuccess else { return nil }
    var brought: Set<ObjectID> = []
    var children: [ObjectID: [ObjectID]] = [:]
    for line in listed.text.utf8.split(separator: UInt8(ascii: "\n")) {
      let ids = line.split(separator: UInt8(ascii: " ")).compactMap { ObjectID(hex: $0) }
      guard let child = ids.first else { return nil }
      brought.insert(child)
      for parent in ids.dropFirst() { children[parent, default: []].append(child) }
    }
    self.brought = brought
    self.children = children
    refs = offered.reduce(into: [:]) { $0[$1.value, default: []].append($1.key) }
  }

  /// The refs that would reach a commit; nil where it is none of those that are brought.
  func refs(reaching id: ObjectID) -> [RefName]? {
    guard brought.contains(id) else { return nil }
    var names: [RefName] = []
    var (waiting, seen) = ([id], Set([id]))
    while let next = waiting.popLast() {
      names += refs[next] ?? []
      for child in children[next] ?? [] where seen.insert(child).inserted { waiting.append(child) }
    }
    return names
  }
}
