internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem
internal import Synchronization

/// The objects of one or more object folders, loose and packed, named by SHA-256: git reads packs,
/// because libgit2 1.5 cannot. What git answers is believed no more than what libgit2 does.
final class GitObjectStore: ObjectDatabase {
  let format = ObjectFormat.sha256
  let directories: [FilePath]

  private let indexes: PackIndexes
  private let temporary: FilePath
  private let idle = Mutex<[ObjectConversation]>([])
  /// Made when a packed object is first asked for.
  private let view = Mutex<PackView?>(nil)
  /// The folder of an unpacked bundle, kept until the last reader has gone.
  private let folder: TemporaryDirectory?

  /// Reads the folders; `temporary` is where git gets a folder of its own. `keeping` is a folder to
  /// remove when the store goes.
  init(
    directories: [FilePath], temporary: FilePath,
    keeping folder: consuming TemporaryDirectory? = nil
  ) {
    self.directories = directories
    self.temporary = temporary
    self.folder = folder
    indexes = PackIndexes(directories: directories, format: .sha256)
  }

  func read(_ id: ObjectID, limit: Int, isProven: Bool) throws(ObjectReadError) -> RawObject? {
    guard let object = try find(id, limit: limit) else { return nil }
    if isProven {
      let name = SystemCryptography().objectID(object, format: .sha256)
      guard name == id else {
        throw .corrupt(id, detail: "hashes to \(name?.hex ?? "nothing")")
      }
    }
    return object
  }

  func isPacked(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    if try indexes.knows(id) { return true }
    try indexes.look(for: id)
    return try indexes.knows(id)
  }

  func write(_ object: RawObject) throws(GitError) -> ObjectID {
    guard let id = SystemCryptography().objectID(object, format: .sha256),
      let directory = directories.first
    else {
      throw .program(operation: "write", subject: object.type.rawValue, detail: "it has no name")
    }
    do {
      if try find(id, limit: object.content.count) != nil { return id }
    } catch {
      throw .unreadableObject(error)
    }
    try LooseObjects.write(object, named: id, in: directory)
    return id
  }

  private func find(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    guard id.format == .sha256, !id.isZero else { return nil }
    if try indexes.knows(id), let object = try packed(id, limit: limit) { return object }
    for directory in directories {
      if let object = try LooseObjects.read(id, in: directory, limit: limit) { return object }
    }
    try indexes.look(for: id)
    guard try indexes.knows(id) else { return nil }
    guard let object = try packed(id, limit: limit) else {
      throw .corrupt(id, detail: "a pack lists it and git cannot read it")
    }
    return object
  }

  /// What git says. A conversation in which something failed is not gone on with.
  private func packed(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    let conversation: ObjectConversation
    if let waiting = idle.withLock({ $0.popLast() }) {
      conversation = waiting
    } else {
      conversation = try begin(for: id)
    }
    do throws(ObjectReadError) {
      let object = try conversation.read(id, limit: limit)
      if object != nil { idle.withLock { $0.append(conversation) } }
      return object
    } catch {
      if case .tooLarge = error { idle.withLock { $0.append(conversation) } }
      throw error
    }
  }

  private func begin(for id: ObjectID) throws(ObjectReadError) -> ObjectConversation {
    do {
      let view = try view.withLock { view throws(GitError) in
        if let view { return view }
        let made = try PackView(of: directories, in: temporary)
        view = made
        return made
      }
      return try ObjectConversation(in: view)
    } catch let error as ChildProcessError {
      throw .unreadable(id, detail: error.message)
    } catch {
      throw .unreadable(id, detail: "\(error)")
    }
  }
}
