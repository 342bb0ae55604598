public import EntangleModel

/// The objects of a repository or a bundle, read raw: no replacement, graft, commit-graph or lazy
/// fetch. Any number of threads may read at once.
///
/// Each object that is answered hashes to the name asked for; `unproven` leaves that to the reader.
public struct StoredObjects: ObjectSource {
  private let store: ObjectStore
  private let isProven: Bool

  /// Reads from an opened database.
  init(_ store: ObjectStore, isProven: Bool = true) {
    self.store = store
    self.isProven = isProven
  }

  /// The same objects without the check of their names, for a reader that makes it itself.
  public var unproven: StoredObjects { StoredObjects(store, isProven: false) }

  /// The hash function that names the objects.
  public var format: ObjectFormat { store.format }

  /// The object of that name, or nil where neither a loose file nor a pack has it.
  ///
  /// `limit` bounds the content, in bytes, before memory is taken for it. Throws `.corrupt` for a
  /// wrong hash or stored bytes that cannot be decoded, `.tooLarge`, and `.unreadable` where a
  /// file, folder or pack that could hold the object cannot be opened.
  public func read(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    try store.read(id, limit: limit, isProven: isProven)
  }

  /// The object as `read` gives it, with only so many bytes of its content, counted from the first, where that
  /// is quicker.
  public func beginning(
    of id: ObjectID, count: Int, limit: Int
  ) throws(ObjectReadError) -> RawObject? {
    try store.read(id, limit: limit, beginning: count, isProven: false)
  }

  /// Stores an object as a loose file, and answers its name. Throws `GitError`.
  func write(_ object: RawObject) throws(GitError) -> ObjectID { try store.write(object) }

  /// The object, or `.missingObject` in the name of `operation`; other errors as
  /// `.unreadableObject`.
  func object(_ id: ObjectID, limit: Int, for operation: String) throws(GitError) -> RawObject {
    let found: RawObject?
    do {
      found = try read(id, limit: limit)
    } catch {
      throw .unreadableObject(error)
    }
    guard let found else { throw .missingObject(id, operation: operation) }
    return found
  }
}
