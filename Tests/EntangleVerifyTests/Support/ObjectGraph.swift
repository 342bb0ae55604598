import EntangleCrypto
import EntangleModel

/// The objects that refs reach, and what becomes of them when one of them changes.
struct ObjectGraph {
  let objects: MemoryObjects
  /// Every object that the refs reach, in a fixed order.
  let reachable: [ObjectID]

  init(_ objects: MemoryObjects, from refs: [ObjectID]) {
    self.objects = objects
    var seen: Set<ObjectID> = []
    var pending = refs
    while let id = pending.popLast() {
      guard objects.table[id] != nil, seen.insert(id).inserted else { continue }
      pending += Self.named(by: sure(objects.table[id]), objects.format)
    }
    reachable = seen.sorted()
  }

  /// The new names of all objects where the content of one is another: whoever names it in a tree,
  /// as tree or parent of a commit, or in a tag, is written again, and so on up.
  func renamed(
    _ changed: ObjectID, to content: [UInt8], into table: inout MemoryObjects
  ) -> [ObjectID: ObjectID] {
    var names: [ObjectID: ObjectID] = [:]
    for id in reachable { _ = rename(id, changed, content, &names, &table) }
    return names
  }

  private func rename(
    _ id: ObjectID, _ changed: ObjectID, _ content: [UInt8], _ names: inout [ObjectID: ObjectID],
    _ table: inout MemoryObjects
  ) -> ObjectID {
    if let known = names[id] { return known }
    guard let object = objects.table[id] else { return id }
    var made = id
    if id == changed {
      made = table.add(object.type, content)
    } else {
      var inner: [ObjectID: ObjectID] = [:]
      for name in Self.named(by: object, objects.format) {
        inner[name] = rename(name, changed, content, &names, &table)
      }
      let isSame = inner.allSatisfy { $0.key == $0.value }
      made = isSame ? table.add(object) : table.add(rewritten(object, inner))
    }
    names[id] = made
    return made
  }

  private static func named(by object: RawObject, _ format: ObjectFormat) -> [ObjectID] {
    switch object.type {
    case .tree: sure(TreeObject(content: object.content, format: format)).entries.map(\.id)
    case .commit, .tag: headerLines(object.content).compactMap { link($0)?.id }
    case .blob: []
    }
  }

  private func rewritten(
    _ object: RawObject, _ names: [ObjectID: ObjectID]
  ) -> RawObject {
    if object.type == .tree {
      let format = objects.format
      let tree = sure(TreeObject(content: object.content, format: format))
      return TreeObject(
        tree.entries.map { TreeEntry(mode: $0.mode, name: $0.name, id: names[$0.id] ?? $0.id) }
      ).object
    }
    var content: [UInt8] = []
    for line in Self.headerLines(object.content) {
      if let link = Self.link(line) {
        content += Array("\(link.name) \(names[link.id] ?? link.id)\n".utf8)
      } else {
        content += line + [0x0a]
      }
    }
    content += object.content[headerEnd(object.content)...]
    return RawObject(type: object.type, content: content)
  }

  private static func headerLines(_ content: [UInt8]) -> [ArraySlice<UInt8>] {
    content[..<headerEnd(content)].split(separator: 0x0a)
  }

  private static func link(_ line: ArraySlice<UInt8>) -> (name: String, id: ObjectID)? {
    for name in ["tree", "parent", "object"] where line.starts(with: "\(name) ".utf8) {
      return ObjectID(hex: line.dropFirst(name.utf8.count + 1)).map { (name, $0) }
    }
    return nil
  }
}
