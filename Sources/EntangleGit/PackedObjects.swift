internal import CGit2
internal import EntangleModel
internal import EntangleSystem

/// The packs of some object folders, opened by libgit2. Freed with the value.
final class PackedObjects: Sendable {
  // SAFETY: libgit2 is built with threads and guards a `git_odb` by a lock of its own; the pointer
  // never changes and is freed once, when nobody holds the object any more.
  nonisolated(unsafe) private let database: OpaquePointer

  /// Opens the packs below each folder. Throws `.library`.
  init(directories: [FilePath]) throws(GitError) {
    try GitLibrary.start()
    database = try PackedObjects.makeDatabase()
    for (position, directory) in directories.enumerated() {
      var backend: UnsafeMutablePointer<git_odb_backend>?
      let status = directory.bytes.withCString { git_odb_backend_pack(&backend, $0) }
      try add(backend, status, priority: -position, of: directory)
    }
  }

  /// Opens one pack by its `.idx` file. Throws `.library`.
  init(index: FilePath) throws(GitError) {
    try GitLibrary.start()
    database = try PackedObjects.makeDatabase()
    var backend: UnsafeMutablePointer<git_odb_backend>?
    let status = index.bytes.withCString { git_odb_backend_one_pack(&backend, $0) }
    try add(backend, status, priority: 0, of: index)
  }

  deinit { git_odb_free(database) }

  /// Whether a pack that is already open lists the object.
  func contains(_ id: ObjectID) -> Bool {
    guard var name = git_oid(id) else { return false }
    return git_odb_exists_ext(database, &name, GIT_ODB_LOOKUP_NO_REFRESH.rawValue) == 1
  }

  /// The object, or nil where no pack has it; packs that came since the opening are seen.
  ///
  /// Nobody has checked the content against the name. Throws `ObjectReadError`.
  func read(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    guard var name = git_oid(id) else { return nil }
    var size = 0
    var type = GIT_OBJECT_INVALID
    let found = git_odb_read_header(&size, &type, database, &name)
    guard found != GIT_ENOTFOUND.rawValue else { return nil }
    guard found == 0 else { throw readError(id, found) }
    guard size <= limit else { throw .tooLarge(id, size: size, limit: limit) }

    var object: OpaquePointer?
    let status = git_odb_read(&object, database, &name)
    guard status != GIT_ENOTFOUND.rawValue else { return nil }
    guard status == 0, let object else { throw readError(id, status) }
    defer { git_odb_object_free(object) }
    let count = git_odb_object_size(object)
    guard count <= limit else { throw .tooLarge(id, size: count, limit: limit) }
    guard let type = ObjectType(libraryType: git_odb_object_type(object)) else {
      throw .corrupt(id, detail: "unknown object type")
    }
    let bytes = UnsafeRawBufferPointer(start: git_odb_object_data(object), count: count)
    return RawObject(type: type, content: Array(bytes))
  }

  /// Looks up and opens the first object that is listed: nil where all is well, else why not.
  func firstFault() -> String? {
    var name = git_oid()
    let status = withUnsafeMutablePointer(to: &name) { pointer in
      git_odb_foreach(
        database,
        { listed, found in
          guard let listed, let found else { return -1 }
          found.assumingMemoryBound(to: git_oid.self).pointee = listed.pointee
          return 1
        }, pointer)
    }
    if status == 0 { return nil }
    guard status == 1 else { return GitLibrary.lastFailure().detail }
    var size = 0
    var type = GIT_OBJECT_INVALID
    let opened = git_odb_read_header(&size, &type, database, &name)
    return opened == 0 ? nil : GitLibrary.lastFailure().detail
  }

  private func add(
    _ backend: UnsafeMutablePointer<git_odb_backend>?, _ status: Int32, priority: Int,
    of path: FilePath
  ) throws(GitError) {
    try GitLibrary.check(status, "open packs", path.description)
    let added = git_odb_add_backend(database, backend, Int32(clamping: priority))
    guard added < 0 else { return }
    let failure = GitLibrary.failure(added, "open packs", path.description)
    backend?.pointee.free(backend)
    throw failure
  }

  private static func makeDatabase() throws(GitError) -> OpaquePointer {
    var database: OpaquePointer?
    let status = git_odb_new(&database)
    return try GitLibrary.created(status, database, "open", "object database")
  }

  /// Sorts a failed read: the system's and memory's faults say nothing about the object.
  private func readError(_ id: ObjectID, _ status: Int32) -> ObjectReadError {
    let (category, detail) = GitLibrary.lastFailure()
    switch category {
    case GIT_ERROR_OS.rawValue, GIT_ERROR_NOMEMORY.rawValue:
      return .unreadable(id, detail: detail)
    default:
      return .corrupt(id, detail: detail)
    }
  }
}
