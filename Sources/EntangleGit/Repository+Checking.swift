public import EntangleModel
public import EntangleSystem

/// What git objects to in an object, as a server says it that checks what is pushed (`receive.fsckObjects` in git-config(1)).
public struct ObjectObjection: Sendable, Hashable {
  /// The object; nil where git does not say.
  public let id: ObjectID?
  /// What git says of it, fit for a message.
  public let detail: String
}

extension Repository {
  /// The first thing to which git objects in some stored objects; nil where it takes them all.
  ///
  /// They are packed into a folder of our own below `temporary`, and checked there as a server does: whether what they
  /// name is stored is not asked. Throws `.system` and `.program`.
  public func objection(
    to ids: [ObjectID], in temporary: FilePath
  ) throws(GitError) -> ObjectObjection? {
    guard !ids.isEmpty else { return nil }
    let view = try PackView(
      of: [], wholes: objectDirectories, format: objectFormat, in: temporary)
    var packing = view.child(["pack-objects", "-q", "--window=0", "objects/pack/pack"])
    packing.standardInput = .bytes(ids.flatMap { Array("\($0)\n".utf8) })
    let packed = try Self.run(packing)
    let name = packed.standardOutput.text.prefix { $0 != "\n" }
    guard packed.isSuccess, !name.isEmpty else { throw Self.failure(packed) }
    let checked = try Self.run(
      view.child([
        "index-pack", "--fsck-objects", "-o", "checked.idx", "objects/pack/pack-\(name).pack",
      ]))
    guard !checked.isSuccess else { return nil }
    let lines = checked.standardError.text.split(separator: "\n")
    guard lines.contains(where: { line in Self.verdicts.contains { line.hasPrefix($0) } }) else {
      throw Self.failure(checked)
    }
    let said = lines.first { $0.hasPrefix(Self.mark) }
    guard let words = said?.dropFirst(Self.mark.count).split(separator: ":", maxSplits: 1),
      let id = words.first.flatMap({ ObjectID(hex: $0.utf8) }), words.count == 2
    else {
      return ObjectObjection(id: nil, detail: GitProcess.reason(checked.standardError.text))
    }
    return ObjectObjection(id: id, detail: displayText(words[1].drop { $0 == " " }.utf8))
  }

  private static let mark = "error: object "
  /// How git ends that refuses an object; all else is a failure to look.
  private static let verdicts = ["fatal: fsck error", "fatal: invalid "]

  private static func run(_ child: ChildProcess) throws(GitError) -> ChildResult {
    var child = child
    child.timeLimit = .seconds(3600)
    do {
      return try child.run()
    } catch {
      throw .program(operation: "check objects with", subject: "git", detail: error.message)
    }
  }

  private static func failure(_ result: ChildResult) -> GitError {
    .program(
      operation: "check objects with", subject: "git",
      detail: GitProcess.reason(result.standardError.text))
  }
}
