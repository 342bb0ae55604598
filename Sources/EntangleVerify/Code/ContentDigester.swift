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
  private var trees: [ObjectID: DigestedTree] = [:]
  private var commits: [ObjectID: Result<CommitReference, Failure>] = [:]
  private var blobs: [ObjectID: SHA256Digest] = [:]
  private var entries = 0

  /// What is known of a tree. It weighs as much wherever it stands again: what is out of bounds must not
  /// depend on what was read before.
  private struct DigestedTree {
    let digest: SHA256Digest
    /// How many entries are in it, in all its subtrees.
    let entries: Int
    /// How many trees stand in each other, itself included.
    let depth: Int
  }

  public init(objects: any ObjectSource, cryptography: any Cryptography, limits: ReadLimits) {
    self.objects = objects
    self.cryptography = cryptography
    self.limits = limits
  }

  /// The content digest of a tree. Throws where an object is missing, malformed or out of bounds.
  public mutating func digest(ofTree id: ObjectID) throws(Failure) -> SHA256Digest {
    entries = 0
    return try tree(id, depth: 0).digest
  }

  /// A commit by its three names. Throws as `digest(ofTree:)` does.
  public mutating func reference(to id: ObjectID) throws(Failure) -> CommitReference {
    if let known = commits[id] { return try known.get() }
    do throws(Failure) {
      let reference = try newReference(to: id)
      commits[id] = .success(reference)
      return reference
    } catch {
      commits[id] = .failure(error)
      throw error
    }
  }

  private mutating func newReference(to id: ObjectID) throws(Failure) -> CommitReference {
    let object = try load(id, .commit, limit: limits.commitBytes)
    guard let commit = CodeCommit(content: object.content, format: objects.format) else {
      throw .wrong("\(id) is not a well-formed commit")
    }
    return CommitReference(
      id: id, digest: cryptography.digest(object), content: try digest(ofTree: commit.tree))
  }

  private mutating func tree(_ id: ObjectID, depth: Int) throws(Failure) -> DigestedTree {
    if let known = trees[id] {
      guard depth + known.depth <= limits.treeDepth else { throw Self.tooDeep }
      try count(known.entries)
      return known
    }
    guard depth < limits.treeDepth else { throw Self.tooDeep }
    let object = try load(id, .tree, limit: limits.treeBytes)
    guard let tree = TreeObject(content: object.content, format: objects.format) else {
      throw .wrong("\(id) is not a well-formed tree")
    }
    try count(tree.entries.count)
    var content: [UInt8] = []
    var inner = (entries: tree.entries.count, depth: 0)
    for entry in tree.entries {
      content += Array(entry.mode.rawValue.utf8)
      content.append(UInt8(ascii: " "))
      content += entry.name
      content.append(0)
      switch entry.mode {
      case .tree:
        let subtree = try self.tree(entry.id, depth: depth + 1)
        content += subtree.digest.bytes
        inner = (inner.entries + subtree.entries, max(inner.depth, subtree.depth))
      case .submodule:
        content += entry.id.bytes + Array(repeating: 0, count: 32 - entry.id.bytes.count)
      default: content += try blob(entry.id).bytes
      }
    }
    let digested = DigestedTree(
      digest: cryptography.digest(RawObject(type: .tree, content: content)),
      entries: inner.entries, depth: inner.depth + 1)
    trees[id] = digested
    return digested
  }

  private static let tooDeep = Failure.wrong("trees nested too deep")

  /// Counts entries before any of them is looked at, so that no more are held than may be.
  private mutating func count(_ more: Int) throws(Failure) {
    entries += more
    guard entries <= limits.treeEntries else { throw .wrong("too many entries") }
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
