internal import CGit2
internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem
internal import Synchronization

/// The objects of one or more object folders, loose and packed, read and written. Any number of threads
/// may use it at once.
final class ObjectStore: Sendable {
  /// The hash function that names the objects.
  let format: ObjectFormat

  /// The folders that are read, in this order; objects are written into the first.
  let directories: [FilePath]

  private let folders: PackFolders
  /// One for each thread that reads at a time.
  private let idle = Mutex<[PackReader]>([])
  private let ledger = DeltaLedger()

  /// Opens nothing yet.
  init(directories: [FilePath], format: ObjectFormat) {
    self.directories = directories
    self.format = format
    folders = PackFolders(directories: directories, format: format)
  }

  /// Opens the packs of one object folder, which may be removed from then on: nothing is looked for elsewhere.
  init(packsOf directory: FilePath, format: ObjectFormat) throws(GitError) {
    directories = []
    self.format = format
    folders = try PackFolders(openedIn: directory, format: format)
  }

  /// The object, or nil where no folder has it. Throws `ObjectReadError`.
  ///
  /// "Not there" is only said where every place it could be in was open to us and whole. With
  /// `isProven` the content hashes to the name. `limit` bounds the content, in bytes, before memory
  /// is taken for it. With a count, more than so many of its first bytes need not be there. Of several
  /// copies one that is whole is enough.
  func read(
    _ id: ObjectID, limit: Int, beginning count: Int? = nil, isProven: Bool
  ) throws(ObjectReadError) -> RawObject? {
    guard id.format == format, !id.isZero else { return nil }
    var damage: ObjectReadError?
    if let object = packed(id, limit, beginning: count, isProven, &damage) { return object }
    for directory in directories {
      do throws(ObjectReadError) {
        guard let object = try LooseObjects.read(id, in: directory, limit: limit) else { continue }
        if isProven { try check(object, is: id) }
        return object
      } catch {
        damage = damage ?? error
      }
    }
    let fault = folders.look()
    if let object = packed(id, limit, beginning: count, isProven, &damage) { return object }
    if let damage { throw damage }
    if let fault { throw .unreadable(id, detail: fault) }
    return nil
  }

  /// Whether a pack lists the object. Loose objects are not looked for. Throws `.unreadable` where a
  /// pack cannot be searched.
  func isPacked(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    if try lists(id) { return true }
    let fault = folders.look()
    if try lists(id) { return true }
    if let fault { throw .unreadable(id, detail: fault) }
    return false
  }

  /// Stores an object as a loose file where it is not there already, and answers its name. Throws
  /// `GitError`.
  func write(_ object: RawObject) throws(GitError) -> ObjectID {
    guard format == .sha256 else {
      return try DatabaseHandle(directories: directories).write(object)
    }
    let id = SystemCryptography().objectID(object, format: format)
    guard let directory = directories.first else {
      throw .program(
        operation: "write", subject: object.type.rawValue, detail: "there is no object folder")
    }
    do {
      if try read(id, limit: object.content.count, isProven: false) != nil { return id }
    } catch {
      throw .unreadableObject(error)
    }
    try LooseObjects.write(object, named: id, in: directory)
    return id
  }

  /// The object as the first pack has it that lists it, is still there, and has it whole; `damage` becomes what is
  /// wrong with the first copy that is not.
  private func packed(
    _ id: ObjectID, _ limit: Int, beginning count: Int?, _ isProven: Bool,
    _ damage: inout ObjectReadError?
  ) -> RawObject? {
    for pack in folders.packs {
      do throws(ObjectReadError) {
        guard let object = try read(id, from: pack, limit: limit, beginning: count) else {
          continue
        }
        if isProven { try check(object, is: id) }
        return object
      } catch {
        damage = damage ?? error
      }
    }
    return nil
  }

  /// The object as a pack has it; nil where that does not list it, or is not there any more.
  private func read(
    _ id: ObjectID, from pack: Pack, limit: Int, beginning count: Int?
  ) throws(ObjectReadError) -> RawObject? {
    do throws(PackFault) {
      guard let offset = try pack.offset(of: id) else { return nil }
      let file = try pack.file()
      let waiting = idle.withLock { $0.popLast() }
      let reader = if let waiting { waiting } else { try PackReader(ledger: ledger) }
      defer { idle.withLock { $0.append(reader) } }
      guard let count else { return try reader.object(at: offset, in: file, limit: limit) }
      return try reader.beginning(at: offset, in: file, count: count, limit: limit)
    } catch {
      // A repack has taken the pack away; the object is in a new one.
      guard error.isAbsence else { throw error.error(of: id, in: pack.path) }
      return nil
    }
  }

  private func lists(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    for pack in folders.packs {
      do throws(PackFault) {
        if try pack.offset(of: id) != nil { return true }
      } catch {
        throw error.error(of: id, in: pack.path)
      }
    }
    return false
  }

  /// Throws `.corrupt` where the object hashes to another name (SHA-1 with collision detection).
  private func check(_ object: RawObject, is id: ObjectID) throws(ObjectReadError) {
    let name: ObjectID?
    switch format {
    case .sha1:
      var found = git_oid()
      let status = object.content.withUnsafeBytes {
        git_odb_hash(&found, $0.baseAddress, $0.count, object.type.libraryType)
      }
      guard status == 0 else { throw .corrupt(id, detail: GitLibrary.lastFailure().detail) }
      name = found.objectID
    case .sha256: name = SystemCryptography().objectID(object, format: .sha256)
    }
    guard name == id else { throw .corrupt(id, detail: "hashes to \(name?.hex ?? "nothing")") }
  }
}
