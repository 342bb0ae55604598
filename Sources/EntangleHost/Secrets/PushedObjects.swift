internal import EntangleModel

/// The objects that a push brings: all that can be reached from its new tips, and what it has sent besides, as far as they
/// were not there before. (What nothing leads to yet, a later push can lead to.)
struct PushedObjects {
  /// Where the objects are.
  let objects: any ObjectSource
  /// Whether the push has brought an object.
  let isNew: (ObjectID) throws(ObjectReadError) -> Bool
  let limits: SecretLimits

  /// A text of an object that may hold a secret.
  struct Text {
    /// Where a text stands.
    enum Place {
      /// It is the file at a path in the tree by which it was found; the path is empty where none led to it.
      case file([UInt8])
      /// It is a name in a tree.
      case name
      /// It is the header of a commit or tag.
      case header
      /// It is the message of a commit or tag.
      case message
    }

    let object: ObjectID
    let place: Place
    let bytes: [UInt8]
  }

  /// In which trees objects were found. Whole paths would take memory by depth times entries.
  private struct Folders {
    private var entries: [ObjectID: (tree: ObjectID, name: [UInt8])] = [:]

    mutating func note(_ id: ObjectID, in tree: ObjectID, as name: [UInt8]) {
      entries[id] = (tree, name)
    }

    /// The end of the path by which an object was found, as far as it is told.
    func path(to id: ObjectID) -> [UInt8] {
      var names: [[UInt8]] = []
      var (id, count) = (id, 0)
      while let entry = entries[id], count < PushedObjects.longestPath {
        names.append(entry.name)
        count += entry.name.count
        id = entry.tree
      }
      return Array(names.reversed().joined(separator: [UInt8(ascii: "/")]))
    }
  }

  /// How much of a path is told, in bytes.
  private static let longestPath = 1_024

  /// What was not looked at.
  struct Rest: Equatable {
    /// The objects that are larger than the bound for one.
    var largeCount = 0
    /// Whether there is more than the bounds for all.
    var isCutOff = false
  }

  /// Hands over the texts of each object once. Answers what was left out. Throws what `objects` and `isNew` throw.
  ///
  /// `sent`: what the push has sent, whatever leads to it. `isTold`: whether what the tips lead to is handed over too.
  func visit(
    from tips: [ObjectID], isTold: Bool = true, sent: [ObjectID] = [], _ take: (Text) -> Void
  ) throws(ObjectReadError) -> Rest {
    var rest = Rest()
    var (byteCount, objectCount, entryCount) = (0, 0, 0)
    var waiting: [ObjectID] = []
    var known: Set<ObjectID> = []
    func wait(_ ids: some Sequence<ObjectID>) throws(ObjectReadError) {
      for id in ids where !known.contains(id) {
        guard try isNew(id) else { continue }
        known.insert(id)
        waiting.append(id)
      }
    }
    var folders = Folders()
    // The tips come first, so that what they lead to is told by its path.
    for (start, isTold) in [(tips.reversed(), isTold), (sent, true)] {
      let take = isTold ? take : { _ in }
      try wait(start)
      while let id = waiting.popLast() {
        guard byteCount < limits.bytes, objectCount < limits.objects, entryCount < limits.entries
        else {
          rest.isCutOff = true
          return rest
        }
        guard let object = try read(id) else {
          rest.largeCount += 1
          continue
        }
        byteCount += object.content.count
        objectCount += 1
        switch object.type {
        case .blob:
          take(Text(object: id, place: .file(folders.path(to: id)), bytes: object.content))
        case .commit:
          for text in Self.texts(of: id, object.content) { take(text) }
          try wait(Self.links("parent ", in: object.content, objects.format).reversed())
          try wait(Self.links("tree ", in: object.content, objects.format))
        case .tag:
          for text in Self.texts(of: id, object.content) { take(text) }
          try wait(Self.links("object ", in: object.content, objects.format))
        case .tree:
          for (name, entry) in Self.entries(object.content, objects.format) {
            entryCount += 1
            take(Text(object: id, place: .name, bytes: name))
            guard let entry, !known.contains(entry) else { continue }
            try wait(CollectionOfOne(entry))
            if known.contains(entry) { folders.note(entry, in: id, as: name) }
          }
        }
      }
    }
    return rest
  }

  /// The object; nil where it is too large. One that git has let in and that is not there now is an error.
  private func read(_ id: ObjectID) throws(ObjectReadError) -> RawObject? {
    do throws(ObjectReadError) {
      guard let object = try objects.read(id, limit: limits.objectBytes) else {
        throw ObjectReadError.unreadable(id, detail: "it is not there")
      }
      return object
    } catch {
      if case .tooLarge = error { return nil }
      throw error
    }
  }

  /// The header and the message of a commit or tag. (A signature is as random as a key, and has the shape of none.)
  private static func texts(of id: ObjectID, _ content: [UInt8]) -> [Text] {
    var rest = content[...]
    while let first = rest.first, first != newline {
      rest = rest.firstIndex(of: newline).map { rest[($0 + 1)...] } ?? []
    }
    return [
      Text(object: id, place: .header, bytes: Array(content.dropLast(rest.count))),
      Text(object: id, place: .message, bytes: Array(rest.dropFirst())),
    ]
  }

  private static let newline = UInt8(ascii: "\n")

  /// The objects that the lines of a header name that begin with a word.
  private static func links(
    _ word: String, in content: [UInt8], _ format: ObjectFormat
  ) -> [ObjectID] {
    let word = Array(word.utf8)
    var ids: [ObjectID] = []
    for line in content.split(
      separator: newline, maxSplits: 4_096, omittingEmptySubsequences: false)
    {
      if line.isEmpty { break }
      guard line.starts(with: word), let id = ObjectID(hex: line.dropFirst(word.count)),
        id.format == format
      else { continue }
      ids.append(id)
    }
    return ids
  }

  /// The entries of a tree as far as it can be read; of a submodule the name alone.
  private static func entries(
    _ content: [UInt8], _ format: ObjectFormat
  ) -> [(name: [UInt8], id: ObjectID?)] {
    var entries: [(name: [UInt8], id: ObjectID?)] = []
    var place = 0
    while place < content.count {
      guard let space = content[place...].firstIndex(of: 0x20),
        let end = content[space...].firstIndex(of: 0), content.count - end > format.byteCount,
        let id = ObjectID(bytes: content[(end + 1)...(end + format.byteCount)])
      else { break }
      let isSubmodule = content[place..<space].elementsEqual("160000".utf8)
      entries.append((Array(content[(space + 1)..<end]), isSubmodule ? nil : id))
      place = end + 1 + format.byteCount
    }
    return entries
  }
}
