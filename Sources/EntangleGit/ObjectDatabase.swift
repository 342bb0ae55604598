internal import EntangleModel
internal import EntangleSystem

/// The objects of some object folders, read and written: one implementation for each hash function.
///
/// Any number of threads may use it at once.
protocol ObjectDatabase: Sendable {
  /// The hash function that names the objects.
  var format: ObjectFormat { get }

  /// The folders that are read, in this order; objects are written into the first.
  var directories: [FilePath] { get }

  /// The object, or nil where no folder has it. Throws `ObjectReadError`.
  ///
  /// "Not there" is only said where every place it could be in was open to us and whole. With
  /// `isProven` the content hashes to the name. `limit` bounds the content, in bytes, before memory
  /// is taken for it.
  func read(_ id: ObjectID, limit: Int, isProven: Bool) throws(ObjectReadError) -> RawObject?

  /// Whether a pack lists the object. Loose objects are not looked for.
  ///
  /// Throws `.unreadable` where the packs cannot be opened.
  func isPacked(_ id: ObjectID) throws(ObjectReadError) -> Bool

  /// Stores an object as a loose file where it is not there already, and answers its name. Throws
  /// `GitError`.
  func write(_ object: RawObject) throws(GitError) -> ObjectID
}
