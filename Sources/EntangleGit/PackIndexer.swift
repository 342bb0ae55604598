internal import CGit2
internal import EntangleSystem

/// Owns one `git_indexer`, for objects named by SHA-1.
struct PackIndexer: PackIndexing, ~Copyable {
  private let pointer: OpaquePointer
  private let bases: DatabaseHandle?
  // libgit2 keeps its own count of objects here: the same value must come with every call.
  private var progress = git_indexer_progress()

  /// Writes into `folder`; `bases` are object folders for deltas against objects that the pack does
  /// not hold. Throws `.library`.
  init(writingInto folder: FilePath, bases directories: [FilePath]) throws(GitError) {
    try GitLibrary.start()
    let bases = directories.isEmpty ? nil : try DatabaseHandle(directories: directories)
    var options = git_indexer_options()
    git_indexer_options_init(&options, UInt32(GIT_INDEXER_OPTIONS_VERSION))
    var made: OpaquePointer?
    let status = folder.bytes.withCString { path in
      git_indexer_new(&made, path, 0o600, bases?.database, &options)
    }
    pointer = try GitLibrary.created(status, made, "index pack in", folder.description)
    self.bases = bases
  }

  deinit { git_indexer_free(pointer) }

  mutating func append(_ bytes: [UInt8]) throws(PackFailure) {
    let status = bytes.withUnsafeBytes {
      git_indexer_append(pointer, $0.baseAddress, $0.count, &progress)
    }
    guard status >= 0 else { throw failure }
  }

  mutating func commit() throws(PackFailure) {
    guard git_indexer_commit(pointer, &progress) >= 0 else { throw failure }
  }

  /// The message that libgit2 left on this thread.
  private var failure: PackFailure { PackFailure(detail: GitLibrary.lastFailure().detail) }
}
