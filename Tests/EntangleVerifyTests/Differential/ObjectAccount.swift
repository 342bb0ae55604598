import EntangleCrypto
import EntangleModel

/// What entangle takes an object to say, for other readers to compare.
struct ObjectAccount {
  private let type: ObjectType
  private let content: [UInt8]
  /// Values in JSON, by name.
  private let fields: [String: String]

  /// Nil where entangle refuses the object.
  init?(_ object: RawObject) {
    (type, content) = (object.type, object.content)
    let read: [String: String]? =
      switch object.type {
      case .commit: Self.commit(object.content)
      case .tree: Self.tree(object.content)
      case .tag: Self.tag(object.content)
      case .blob: nil
      }
    guard let read else { return nil }
    fields = read
  }

  /// A line of JSON.
  var json: String { json(changing: nil) }

  /// A line of JSON in which the field of that name is false.
  func json(changing name: String?) -> String {
    var members = fields
    if let name { members[name] = Self.text(Array("something else".utf8)) }
    members["type"] = "\"\(type.rawValue)\""
    members["content"] = Self.text(content)
    return "{" + members.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
  }

  private static func text(_ bytes: some Sequence<UInt8>) -> String {
    "\"" + String(decoding: Base64.encodeBytes(Array(bytes)), as: UTF8.self) + "\""
  }

  /// A commit as the reader of code has it; an event's reader, where it takes it, must have the same.
  private static func commit(_ content: [UInt8]) -> [String: String]? {
    let commit = CodeCommit(content: content, format: .sha1)
    let event = try? SignedCommit.decode(content, format: .sha1, limits: ReadLimits())
    // (A NUL in the message is for the reader of the message to refuse.)
    if let event, !content.contains(0) {
      let header = event.commit.header
      guard let commit, commit.tree == header.tree, commit.parents == header.parents,
        commit.payload == event.payload, commit.signatureArmour == event.signature.armour
      else { return ["tree": "\"the two readers differ\""] }
    }
    guard let commit else { return nil }
    let end = headerEnd(commit.payload)
    let lines = commit.payload[..<end].split(separator: 0x0a)
    func value(_ name: String) -> ArraySlice<UInt8>? {
      lines.first { $0.starts(with: "\(name) ".utf8) }?.dropFirst(name.utf8.count + 1)
    }
    guard let author = value("author"), let committer = value("committer") else { return nil }
    let parents = commit.parents.map { "\"\($0)\"" }.joined(separator: ", ")
    return [
      "tree": "\"\(commit.tree)\"", "parents": "[\(parents)]", "author": text(author),
      "committer": text(committer), "signature": text(commit.signatureArmour),
      "payload": text(commit.payload), "body": text(commit.payload[(end + 1)...]),
    ]
  }

  private static func tree(_ content: [UInt8]) -> [String: String]? {
    guard let tree = TreeObject(content: content, format: .sha1) else { return nil }
    let entries = tree.entries.map { entry in
      "[\(text(entry.mode.rawValue.utf8)), \(text(entry.name)), \"\(entry.id)\"]"
    }
    return ["entries": "[" + entries.joined(separator: ", ") + "]"]
  }

  private static func tag(_ content: [UInt8]) -> [String: String]? {
    guard let tag = CodeTag(content: content, format: .sha1) else { return nil }
    let whole = tag.payload + tag.signatureArmour
    let lines = whole.split(separator: 0x0a, maxSplits: 5, omittingEmptySubsequences: false)
    return [
      "target": "\"\(tag.target)\"", "name": text(tag.name),
      "tagger": text(lines[3].dropFirst("tagger ".utf8.count)), "body": text(lines[5]),
    ]
  }
}
