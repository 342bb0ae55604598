/// One entry of a tree object.
public struct TreeEntry: Sendable, Hashable {
  /// The modes that git writes (`git-fast-import(1)`, `M`).
  public enum Mode: String, Sendable, CaseIterable {
    case file = "100644"
    case executable = "100755"
    case link = "120000"
    case tree = "40000"
    case submodule = "160000"
  }

  public let mode: Mode
  public let name: [UInt8]
  public let id: ObjectID

  public init(mode: Mode, name: [UInt8], id: ObjectID) {
    self.mode = mode
    self.name = name
    self.id = id
  }
}

/// A parsed tree object: entries in git's order, each name once.
public struct TreeObject: Sendable, Hashable {
  public let entries: [TreeEntry]

  /// Takes entries in any order.
  public init(_ entries: [TreeEntry]) {
    self.entries = entries.sorted { Self.sortKey($0).lexicographicallyPrecedes(Self.sortKey($1)) }
  }

  /// Reads a tree's content; nil where an entry is cut short, its mode is not one that git writes,
  /// its name is empty, `.`, `..`, `.git` in any case or holds `/`, or the order is not git's.
  public init?(content: [UInt8], format: ObjectFormat) {
    var entries: [TreeEntry] = []
    var position = 0
    while position < content.count {
      guard let space = content[position...].firstIndex(of: UInt8(ascii: " ")),
        let mode = TreeEntry.Mode(
          rawValue: String(decoding: content[position..<space], as: UTF8.self)),
        let nul = content[space...].firstIndex(of: 0),
        content.count - nul - 1 >= format.byteCount,
        let id = ObjectID(bytes: content[(nul + 1)...(nul + format.byteCount)])
      else { return nil }
      let name = Array(content[(space + 1)..<nul])
      guard Self.isAllowed(name) else { return nil }
      let entry = TreeEntry(mode: mode, name: name, id: id)
      if let last = entries.last {
        guard Self.sortKey(last).lexicographicallyPrecedes(Self.sortKey(entry)),
          last.name != name
        else { return nil }
      }
      entries.append(entry)
      position = nul + 1 + format.byteCount
    }
    guard Set(entries.map(\.name)).count == entries.count else { return nil }
    self.entries = entries
  }

  /// The tree's content, as git stores it.
  public var content: [UInt8] {
    var content: [UInt8] = []
    for entry in entries {
      content += Array(entry.mode.rawValue.utf8)
      content.append(UInt8(ascii: " "))
      content += entry.name
      content.append(0)
      content += entry.id.bytes
    }
    return content
  }

  /// The tree as an object.
  public var object: RawObject { RawObject(type: .tree, content: content) }

  private static func isAllowed(_ name: [UInt8]) -> Bool {
    guard !name.isEmpty, !name.contains(UInt8(ascii: "/")) else { return false }
    let folded = name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    return ![".", "..", ".git"].contains { folded.elementsEqual($0.utf8) }
  }

  private static func sortKey(_ entry: TreeEntry) -> [UInt8] {
    entry.mode == .tree ? entry.name + [UInt8(ascii: "/")] : entry.name
  }
}
