internal import EntangleModel
internal import EntangleSystem

/// One `git cat-file --batch-command` (`git-cat-file(1)`), asked for one object after the other.
struct ObjectConversation: Sendable {
  /// The longest answer but for an object's content, in bytes.
  private static let longestLine = 200

  private let child: ChildConversation

  /// Starts git in a view of packs. Throws `ChildProcessError`.
  init(in view: PackView) throws(ChildProcessError) {
    child = try ChildConversation(view.child(["cat-file", "--batch-command"]))
  }

  /// The object, its content not compared with its name; nil where git says that it is missing.
  ///
  /// The size is asked for before the content. After an error the conversation is of no more use.
  /// Throws `ObjectReadError`.
  func read(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    guard let (type, size) = try header(after: "info", of: id) else { return nil }
    guard size <= limit else { throw .tooLarge(id, size: size, limit: limit) }
    guard let (again, count) = try header(after: "contents", of: id) else { return nil }
    guard again == type, count == size else { throw .corrupt(id, detail: "it changes") }
    let content = try attempt(id) { () throws(ChildProcessError) in try child.bytes(size + 1) }
    guard content.count == size + 1, content.last == 0x0a else { throw silence(id) }
    return RawObject(type: type, content: content.dropLast())
  }

  /// Asks, and reads `<oid> SP <type> SP <size>`; nil for `<oid> SP missing`.
  private func header(
    after command: String, of id: ObjectID
  ) throws(ObjectReadError) -> (ObjectType, Int)? {
    let line = try attempt(id) { () throws(ChildProcessError) in
      try child.send(Array("\(command) \(id.hex)\n".utf8))
      return try child.line(limit: Self.longestLine)
    }
    guard let line else { throw silence(id) }
    let words = String(decoding: line, as: UTF8.self).split(separator: " ")
    guard words.count > 1, words[0] == id.hex else { throw silence(id) }
    if words.count == 2, words[1] == "missing" { return nil }
    guard words.count == 3, let type = ObjectType(rawValue: String(words[1])),
      let size = Int(words[2]), size >= 0
    else { throw silence(id) }
    return (type, size)
  }

  /// git gave up, which it does over damaged packs.
  private func silence(_ id: ObjectID) -> ObjectReadError {
    .corrupt(id, detail: GitProcess.reason(child.lastComplaint))
  }

  private func attempt<Result>(
    _ id: ObjectID, _ body: () throws(ChildProcessError) -> Result
  ) throws(ObjectReadError) -> Result {
    do {
      return try body()
    } catch {
      let talk = child.lastComplaint
      throw .unreadable(id, detail: talk.isEmpty ? error.message : GitProcess.reason(talk))
    }
  }
}
