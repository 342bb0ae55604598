internal import EntangleModel
internal import Synchronization

/// Objects that keep account of what is read of them.
final class RecordedObjects: ObjectSource {
  private let objects: any ObjectSource
  /// Whether a commit may be read; the others are as if they were not there.
  private let allows: @Sendable (ObjectID) -> Bool
  private let found = Mutex<[ObjectID: RawObject]>([:])

  init(
    _ objects: any ObjectSource, allows: @escaping @Sendable (ObjectID) -> Bool = { _ in true }
  ) {
    self.objects = objects
    self.allows = allows
  }

  /// What has been read so far.
  var read: [ObjectID: RawObject] { found.withLock { $0 } }

  var format: ObjectFormat { objects.format }

  func read(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    guard let object = try objects.read(id, limit: limit), object.type != .commit || allows(id)
    else { return nil }
    found.withLock { $0[id] = object }
    return object
  }
}
