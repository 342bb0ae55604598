internal import CGit2
internal import EntangleModel
internal import EntangleSystem
internal import Synchronization

/// The objects of one or more object folders, loose and packed, named by SHA-1: libgit2 reads packs.
///
/// A thread that reads holds one set of opened packs, so that no two wait for libgit2's lock.
final class ObjectStore: ObjectDatabase {
  let format = ObjectFormat.sha1

  /// The folders that are read, in this order.
  let directories: [FilePath]

  private let idle = Mutex<[PackedObjects]>([])
  private let soundPacks = Mutex<Set<FilePath>>([])
  /// The folder of an unpacked bundle, kept until the last reader has gone.
  private let folder: TemporaryDirectory?

  /// Opens the folders; `keeping` is a folder to remove when the store goes. Throws `.library`.
  init(
    directories: [FilePath], keeping folder: consuming TemporaryDirectory? = nil
  ) throws(GitError) {
    self.directories = directories
    self.folder = folder
    let packs = try PackedObjects(directories: directories)
    idle.withLock { $0.append(packs) }
  }

  func read(_ id: ObjectID, limit: Int, isProven: Bool) throws(ObjectReadError) -> RawObject? {
    guard let object = try find(id, limit: limit) else { return nil }
    if isProven { try check(object, is: id) }
    return object
  }

  private func find(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    guard id.format == .sha1, !id.isZero else { return nil }
    let packs = try borrowPacks(for: id)
    defer { idle.withLock { $0.append(packs) } }

    if packs.contains(id), let object = try packs.read(id, limit: limit) { return object }
    for directory in directories {
      if let object = try LooseObjects.read(id, in: directory, limit: limit) { return object }
    }
    if let object = try packs.read(id, limit: limit) { return object }
    try proveAbsence(of: id)
    return nil
  }

  func isPacked(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    let packs = try borrowPacks(for: id)
    defer { idle.withLock { $0.append(packs) } }
    return packs.contains(id)
  }

  func write(_ object: RawObject) throws(GitError) -> ObjectID {
    try DatabaseHandle(directories: directories).write(object)
  }

  private func borrowPacks(for id: ObjectID) throws(ObjectReadError) -> PackedObjects {
    if let packs = idle.withLock({ $0.popLast() }) { return packs }
    do {
      return try PackedObjects(directories: directories)
    } catch {
      throw .unreadable(id, detail: error.description)
    }
  }

  /// Throws `.corrupt` where the object hashes to another name (SHA-1 with collision detection).
  private func check(_ object: RawObject, is id: ObjectID) throws(ObjectReadError) {
    var name = git_oid()
    let status = object.content.withUnsafeBytes {
      git_odb_hash(&name, $0.baseAddress, $0.count, object.type.libraryType)
    }
    guard status == 0 else { throw .corrupt(id, detail: GitLibrary.lastFailure().detail) }
    guard name.objectID == id else {
      throw .corrupt(id, detail: "hashes to \(name.objectID?.hex ?? "nothing")")
    }
  }

  /// libgit2 passes over packs that it cannot open, and then says "not found": each pack that is
  /// not known to be whole is opened once by itself, and its fault is the answer.
  private func proveAbsence(of id: ObjectID) throws(ObjectReadError) {
    do {
      for directory in directories {
        let packFolder = directory.appending("pack")
        for name in try GitFiles.names(in: packFolder) ?? [] {
          guard name.suffix(4) == Array(".idx".utf8)[...] else { continue }
          try prove(packFolder.appending(name), for: id)
        }
      }
    } catch let error as ObjectReadError {
      throw error
    } catch {
      throw .unreadable(id, detail: "\(error)")
    }
  }

  private func prove(_ index: FilePath, for id: ObjectID) throws {
    guard !soundPacks.withLock({ $0.contains(index) }) else { return }
    let pack = FilePath(index.bytes.dropLast(4) + Array(".pack".utf8))
    // An index without its pack is a repack at work; git passes over it as well.
    guard try GitFiles.kind(of: pack, following: true) != nil else { return }
    if let fault = try PackedObjects(index: index).firstFault() {
      throw ObjectReadError.unreadable(id, detail: "pack '\(pack)': \(fault)")
    }
    soundPacks.withLock { _ = $0.insert(index) }
  }
}
