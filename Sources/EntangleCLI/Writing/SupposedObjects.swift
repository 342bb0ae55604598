internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// The objects of a repository, and some that are stored nowhere.
struct SupposedObjects: ObjectSource {
  private let stored: StoredObjects
  private let others: [ObjectID: RawObject]

  init(_ stored: StoredObjects, and others: [RawObject], context: CommandContext) {
    self.stored = stored
    let named = others.map {
      (context.cryptography.objectID($0, format: stored.format), $0)
    }
    self.others = Dictionary(named) { first, _ in first }
  }

  var format: ObjectFormat { stored.format }

  func read(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    guard let object = others[id] else { return try stored.read(id, limit: limit) }
    guard object.content.count <= limit else {
      throw .tooLarge(id, size: object.content.count, limit: limit)
    }
    return object
  }
}
