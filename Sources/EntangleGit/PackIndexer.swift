internal import CGit2
internal import EntangleSystem

/// Owns one `git_indexer`: takes a pack in pieces, checks it, and writes it with its index.
struct PackIndexer: ~Copyable {
  /// The bytes in front of the first object: `PACK`, version, count of objects.
  static let headerByteCount = 12

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

  /// Takes the next bytes. Throws the reason, for people.
  mutating func append(_ bytes: [UInt8]) throws(Failure) {
    let status = bytes.withUnsafeBytes {
      git_indexer_append(pointer, $0.baseAddress, $0.count, &progress)
    }
    guard status >= 0 else { throw Failure() }
  }

  /// Resolves all deltas, compares the pack's checksum and writes the index.
  mutating func commit() throws(Failure) {
    guard git_indexer_commit(pointer, &progress) >= 0 else { throw Failure() }
  }

  /// Why libgit2 refused the pack.
  struct Failure: Error {
    /// libgit2's words.
    let detail: String

    /// Takes the message that libgit2 left on this thread.
    init() {
      detail = GitLibrary.lastFailure().detail
    }
  }
}
