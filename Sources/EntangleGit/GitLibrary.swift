internal import CGit2
internal import EntangleModel
internal import Glibc

/// The one door to libgit2: starts it once, and turns each failed call into a `GitError`.
enum GitLibrary {
  /// What libgit2's start answered; it runs once, when first asked for (5 to 10 ms).
  private static let startStatus: Int32 = {
    let status = git_libgit2_init()
    guard status >= 0 else { return status }
    let settings = [
      // Reading somebody else's repository runs nothing of theirs: there is nothing to protect.
      entangle_git_set_owner_validation(0),
      // What kind of objects and refs there are, `RepositoryHandle` looks up.
      entangle_git_accept_extensions(),
      // `ObjectStore` checks the name of what it reads, where the reader does not.
      entangle_git_set_strict_hash_verification(0),
      // Each object is read about once; a cache costs a lock for each read, and 256 MB.
      entangle_git_set_object_cache(0),
      // Of large packs only some windows are in memory at a time.
      entangle_git_set_pack_window(1 << 20, 8 << 20),
    ]
    return settings.first { $0 < 0 } ?? status
  }()

  /// Starts libgit2 where that has not happened. Throws `.library`.
  static func start() throws(GitError) {
    try check(startStatus, "start", "libgit2")
  }

  /// Throws `.library` for a negative status. To be called right after the call, on its thread.
  static func check(
    _ status: Int32, _ operation: String, _ subject: @autoclosure () -> String
  ) throws(GitError) {
    guard status < 0 else { return }
    throw failure(status, operation, subject())
  }

  /// The `.library` error for a status, with the message that libgit2 left on this thread.
  static func failure(_ status: Int32, _ operation: String, _ subject: String) -> GitError {
    .library(operation: operation, subject: subject, code: status, detail: lastFailure().detail)
  }

  /// The class (`git_error_t`) and text of the last failure on this thread.
  static func lastFailure() -> (category: UInt32, detail: String) {
    guard let error = git_error_last(), let message = error.pointee.message else {
      return (0, "no reason given")
    }
    let detail = displayText(UnsafeRawBufferPointer(start: message, count: strlen(message)))
    return (UInt32(bitPattern: error.pointee.klass), detail)
  }

  /// The answer where `pointer` was filled in; a missing one is libgit2's failure.
  static func created(
    _ status: Int32, _ pointer: OpaquePointer?, _ operation: String, _ subject: String
  ) throws(GitError) -> OpaquePointer {
    try check(status, operation, subject)
    guard let pointer else { throw failure(status, operation, subject) }
    return pointer
  }
}

extension git_oid {
  /// libgit2's form of a SHA-1 name; nil for a SHA-256 one.
  init?(_ id: ObjectID) {
    guard id.format == .sha1 else { return nil }
    self.init()
    id.bytes.withUnsafeBufferPointer { bytes in
      _ = git_oid_fromraw(&self, bytes.baseAddress)
    }
  }

  /// The name as a value of the model.
  var objectID: ObjectID? {
    withUnsafeBytes(of: id) { ObjectID(bytes: Array($0)) }
  }
}

extension ObjectType {
  /// libgit2's number for the type.
  var libraryType: git_object_t {
    switch self {
    case .commit: GIT_OBJECT_COMMIT
    case .tree: GIT_OBJECT_TREE
    case .blob: GIT_OBJECT_BLOB
    case .tag: GIT_OBJECT_TAG
    }
  }

  /// The type for libgit2's number; nil for deltas and unknown numbers.
  init?(libraryType: git_object_t) {
    switch libraryType {
    case GIT_OBJECT_COMMIT: self = .commit
    case GIT_OBJECT_TREE: self = .tree
    case GIT_OBJECT_BLOB: self = .blob
    case GIT_OBJECT_TAG: self = .tag
    default: return nil
    }
  }
}
