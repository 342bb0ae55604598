import EntangleModel
import Synchronization

/// An object database that counts how often each object is read.
final class CountedObjects: ObjectSource {
  private let objects: MemoryObjects
  private let counts = Mutex<[ObjectID: Int]>([:])

  init(_ objects: MemoryObjects) { self.objects = objects }

  var format: ObjectFormat { objects.format }

  func read(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    counts.withLock { $0[id, default: 0] += 1 }
    return try objects.read(id, limit: limit)
  }

  /// How often each was read since this was asked last.
  func take() -> [ObjectID: Int] {
    counts.withLock { counts in
      defer { counts = [:] }
      return counts
    }
  }
}
