import EntangleCrypto
import EntangleModel

/// An object database in memory. It can lie: `plant` stores an object under any name.
struct MemoryObjects: ObjectSource {
  var format = ObjectFormat.sha1
  private(set) var table: [ObjectID: RawObject] = [:]

  func read(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    guard let object = table[id] else { return nil }
    guard object.content.count <= limit else {
      throw .tooLarge(id, size: object.content.count, limit: limit)
    }
    return object
  }

  @discardableResult
  mutating func add(_ object: RawObject) -> ObjectID {
    let id = name(object)
    table[id] = object
    return id
  }

  @discardableResult
  mutating func add(_ type: ObjectType, _ content: [UInt8]) -> ObjectID {
    add(RawObject(type: type, content: content))
  }

  mutating func plant(_ object: RawObject, as id: ObjectID) { table[id] = object }

  mutating func remove(_ id: ObjectID) { table[id] = nil }

  /// Stores files as nested trees; an executable has `true`.
  mutating func addTree(
    _ files: [String: (content: [UInt8], isExecutable: Bool)]
  ) -> ObjectID {
    var entries: [TreeEntry] = []
    var folders: [String: [String: (content: [UInt8], isExecutable: Bool)]] = [:]
    for (path, file) in files {
      let parts = path.split(separator: "/", maxSplits: 1)
      if parts.count == 2 {
        folders[String(parts[0]), default: [:]][String(parts[1])] = file
      } else {
        entries.append(
          TreeEntry(
            mode: file.isExecutable ? .executable : .file, name: Array(path.utf8),
            id: add(.blob, file.content)))
      }
    }
    for (name, inner) in folders {
      entries.append(TreeEntry(mode: .tree, name: Array(name.utf8), id: addTree(inner)))
    }
    return add(TreeObject(entries).object)
  }

  mutating func addTree(_ files: [String: [UInt8]]) -> ObjectID {
    addTree(files.mapValues { (content: $0, isExecutable: false) })
  }

  private func name(_ object: RawObject) -> ObjectID {
    sure(SystemCryptography().objectID(object, format: format))
  }
}

/// A value that the fixture knows to be there.
func sure<Value>(_ value: Value?, line: Int = #line, file: String = #fileID) -> Value {
  guard let value else { preconditionFailure("the fixture at \(file):\(line) is wrong") }
  return value
}
