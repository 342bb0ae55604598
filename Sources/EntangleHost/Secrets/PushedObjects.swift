internal import EntangleModel

/// The objects that a push brings: all that can be reached from its new tips, and what it has sent besides, as far as they
/// were not there before. (What nothing leads to yet, a later push can lead to.)
struct PushedObjects {
  /// Where the objects are.
  let objects: any ObjectSource
  /// Whether the push has brought an object.
  let isNew: (ObjectID) throws(ObjectReadError) -> Bool
  let limits: SecretLimits

  /// An object, and where it lies in the tree by which it was found; empty for a commit or tag.
  struct Found {
    let id: ObjectID
    let path: [UInt8]
    let object: RawObject
  }

  /// What was not looked at.
  struct Rest: Equatable {
    /// The objects that are larger than the bound for one.
    var largeCount = 0
    /// Whether there is more than the bounds for all.
    var isCutOff = false
  }

  /// Hands over each object once: blobs, commits and tags. Answers what was left out. Throws what `objects`
  /// and `isNew` throw.
  ///
  /// `sent`: what the push has sent, whatever leads to it.
  func visit(
    from tips: [ObjectID], sent: [ObjectID] = [], _ take: (Found) -> Void
  ) throws(ObjectReadError) -> Rest {
    var rest = Rest()
    var known: Set<ObjectID> = []
    // The tips come first, so that what they lead to is told by its path.
    var waiting = (sent + tips.reversed()).map { (id: $0, path: [UInt8]()) }
    var (byteCount, objectCount, entryCount) = (0, 0, 0)
    while let (id, path) = waiting.popLast() {
      guard known.insert(id).inserted, try isNew(id) else { continue }
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
      case .blob: take(Found(id: id, path: path, object: object))
      case .commit:
        take(Found(id: id, path: [], object: object))
        let parents = Self.links("parent ", in: object.content, objects.format)
        waiting += parents.reversed().map { ($0, []) }
        waiting += Self.links("tree ", in: object.content, objects.format).map { ($0, []) }
      case .tag:
        take(Found(id: id, path: [], object: object))
        waiting += Self.links("object ", in: object.content, objects.format).map { ($0, []) }
      case .tree:
        for (name, entry) in Self.entries(object.content, objects.format) {
          entryCount += 1
          guard !known.contains(entry) else { continue }
          waiting.append((entry, path.isEmpty ? name : path + [UInt8(ascii: "/")] + name))
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

  /// The objects that the lines of a header name that begin with a word.
  private static func links(
    _ word: String, in content: [UInt8], _ format: ObjectFormat
  ) -> [ObjectID] {
    let word = Array(word.utf8)
    var ids: [ObjectID] = []
    for line in content.split(
      separator: UInt8(ascii: "\n"), maxSplits: 4_096, omittingEmptySubsequences: false)
    {
      if line.isEmpty { break }
      guard line.starts(with: word), let id = ObjectID(hex: line.dropFirst(word.count)),
        id.format == format
      else { continue }
      ids.append(id)
    }
    return ids
  }

  /// The entries of a tree but for submodules, as far as it can be read.
  private static func entries(
    _ content: [UInt8], _ format: ObjectFormat
  ) -> [(name: [UInt8], id: ObjectID)] {
    var entries: [(name: [UInt8], id: ObjectID)] = []
    var place = 0
    while place < content.count {
      guard let space = content[place...].firstIndex(of: 0x20),
        let end = content[space...].firstIndex(of: 0), content.count - end > format.byteCount,
        let id = ObjectID(bytes: content[(end + 1)...(end + format.byteCount)])
      else { break }
      let isSubmodule = content[place..<space].elementsEqual("160000".utf8)
      if !isSubmodule { entries.append((Array(content[(space + 1)..<end]), id)) }
      place = end + 1 + format.byteCount
    }
    return entries
  }
}
