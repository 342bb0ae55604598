public import EntangleModel

/// Names trees by what they would be called in a SHA-256 repository (`Docs/format.md` section 1).
public struct ContentDigester {
  /// Why a tree's content has no digest.
  public enum Failure: Error, Sendable {
    case missing(ObjectID)
    case wrong(String)
  }

  private let objects: any ObjectSource
  private let cryptography: any Cryptography
  private let limits: ReadLimits
  private var trees: [ObjectID: SHA256Digest] = [:]
  private var commits: [ObjectID: CommitReference] = [:]
  private var blobs: [ObjectID: SHA256Digest] = [:]
  private var entries = 0

  public init(objects: any ObjectSource, cryptography: any Cryptography, limits: ReadLimits) {
    self.objects = objects
    self.cryptography = cryptography
    self.limits = limits
  }

  /// The content digest of a tree. Throws where an object is missing, malformed or out of bounds.
  public mutating func digest(ofTree id: ObjectID) throws(Failure) -> SHA256Digest {
    entries = 0
    return try tree(id, depth: 0)
  }

  /// A commit by its three names.
  public mutating func reference(to id: ObjectID) throws(Failure) -> CommitReference {
    if let known = commits[id] { return known }
    let object = try load(id, .commit, limit: limits.commitBytes)
    guard let commit = CodeCommit(content: object.content, format: objects.format) else {
      throw .wrong("\(id) is not a well-formed commit")
    }
    let reference = CommitReference(
      id: id, digest: cryptography.digest(object), content: try digest(ofTree: commit.tree))
    commits[id] = reference
    return reference
  }

  private mutating func tree(_ id: ObjectID, depth: Int) throws(Failure) -> SHA256Digest {
    if let known = trees[id] { return known }
    guard depth < limits.treeDepth else { throw .wrong("trees nested too deep") }
    let object = try load(id, .tree, limit: limits.treeBytes)
    guard let tree = TreeObject(content: object.content, format: objects.format) else {
      throw .wrong("\(id) is not a well-formed tree")
    }
    var content: [UInt8] = []
    for entry in tree.entries {
      entries += 1
      guard entries <= limits.treeEntries else { throw .wrong("too many entries") }
      content += Array(entry.mode.rawValue.utf8)
      content.append(UInt8(ascii: " "))
      content += entry.name
      content.append(0)
      switch entry.mode {
      case .tree: content += try self.tree(entry.id, depth: depth + 1).bytes
      case .submodule:
        content += entry.id.bytes + Array(repeating: 0, count: 32 - entry.id.bytes.count)
      default: content += try blob(entry.id).bytes
      }
    }
    let digest = cryptography.digest(RawObject(type: .tree, content: content))
    trees[id] = digest
    return digest
  }

  private mutating func blob(_ id: ObjectID) throws(Failure) -> SHA256Digest {
    if let known = blobs[id] { return known }
    let digest = cryptography.digest(try load(id, .blob, limit: limits.blobBytes))
    blobs[id] = digest
    return digest
  }

  private func load(
    _ id: ObjectID, _ type: ObjectType, limit: Int
  ) throws(Failure) -> RawObject {
    let object: RawObject?
    do throws(ObjectReadError) {
      object = try objects.read(id, limit: limit)
    } catch {
      throw .wrong("\(error)")
    }
    guard let object else { throw .missing(id) }
    guard object.type == type, cryptography.objectID(object, format: objects.format) == id else {
      throw .wrong("\(id) is not the \(type.rawValue) that its name says")
    }
    return object
  }
}
