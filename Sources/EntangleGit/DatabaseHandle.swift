internal import CGit2
internal import EntangleModel
internal import EntangleSystem

/// Owns a `git_odb` over some object folders, which writes loose objects into the first.
///
/// Objects that strangers wrote are not read through it: see `LooseObjects`.
final class DatabaseHandle {
  /// The `git_odb`; it lives as long as the handle.
  let database: OpaquePointer

  /// Opens the folders; those behind the first only say what need not be written again. Throws
  /// `.library`.
  init(directories: [FilePath]) throws(GitError) {
    try GitLibrary.start()
    var made: OpaquePointer?
    let opened = git_odb_new(&made)
    database = try GitLibrary.created(opened, made, "open", "object database")
    for (position, directory) in directories.enumerated() {
      let status = directory.bytes.withCString { path in
        DatabaseHandle.add(path, to: database, isPrimary: position == 0)
      }
      try GitLibrary.check(status, "open object directory", directory.description)
    }
  }

  deinit { git_odb_free(database) }

  /// Writes the object and answers its name. Throws `.library`.
  func write(_ object: RawObject) throws(GitError) -> ObjectID {
    var name = git_oid()
    let status = object.content.withUnsafeBytes {
      git_odb_write(&name, database, $0.baseAddress, $0.count, object.type.libraryType)
    }
    try GitLibrary.check(status, "write", object.type.rawValue)
    guard let id = name.objectID else {
      throw GitLibrary.failure(status, "write", object.type.rawValue)
    }
    return id
  }

  private static func add(
    _ path: UnsafePointer<CChar>, to database: OpaquePointer, isPrimary: Bool
  ) -> Int32 {
    let attach = isPrimary ? git_odb_add_backend : git_odb_add_alternate
    var loose: UnsafeMutablePointer<git_odb_backend>?
    let defaultCompression: Int32 = -1
    var status = git_odb_backend_loose(&loose, path, defaultCompression, 0, 0, 0)
    if status == 0 { status = attach(database, loose, 2) }
    guard status == 0 else { return status }
    var packs: UnsafeMutablePointer<git_odb_backend>?
    status = git_odb_backend_pack(&packs, path)
    return status == 0 ? attach(database, packs, 1) : status
  }
}
