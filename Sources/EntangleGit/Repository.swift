internal import CGit2
public import EntangleModel
internal import EntangleSystem
internal import Synchronization

/// A git repository on the disk. Any number of threads may use it at once.
///
/// Its owner does not matter: nothing in the repository is run.
public final class Repository: Sendable {
  /// The git directory, without a final slash; for a linked work tree its own one.
  public let path: String

  /// The directory with the objects and shared refs; differs from `path` in a linked work tree.
  public let commonPath: String

  /// The root of the work tree; nil in a bare repository.
  public let workTree: String?

  /// Whether there is no work tree.
  public let isBare: Bool

  /// The hash function that names the objects.
  public let objectFormat: ObjectFormat

  /// The objects, read raw.
  public let objects: StoredObjects

  /// What git told this process about where objects are.
  let environment: GitEnvironment

  /// The folders that objects are read from; they are written into the first.
  let objectDirectories: [FilePath]

  /// The stored refs.
  let references: ReferenceStore

  /// libgit2's repository, for one thread at a time.
  let handle: Mutex<RepositoryHandle>

  /// Opens a work tree (its root), a bare repository or a `.git` directory. `workTree`: its root where git would not take
  /// the one that the directory has by itself.
  ///
  /// `environment` says where a hook finds quarantined objects. With `ignoringAlternates` no
  /// `info/alternates` file is followed: only the repository's own objects and the folders in
  /// `environment` count. Throws `.notARepository`, `.unsupportedObjectFormat`,
  /// `.unsupportedReferenceStorage`, `.system` and `.library`.
  public init(
    opening path: String, workTree: String? = nil, environment: GitEnvironment = .none,
    ignoringAlternates: Bool = false
  ) throws(GitError) {
    let handle = try RepositoryHandle(opening: path)
    self.path = try handle.path
    commonPath = try handle.commonPath
    let ownWorkTree = try handle.workTree
    self.workTree = workTree ?? ownWorkTree
    isBare = handle.isBare
    objectFormat = handle.format
    self.environment = environment

    let common = FilePath(commonPath)
    let primary = environment.objectDirectory.map { FilePath($0) } ?? common.appending("objects")
    let named = ObjectDirectories.parse(
      list: Array((environment.alternateObjectDirectories ?? "").utf8),
      separator: UInt8(ascii: ":"), base: FilePath("."))
    objectDirectories = try ObjectDirectories.resolve(
      primary: primary, named: named, following: !ignoringAlternates)
    objects = StoredObjects(
      ObjectStore(directories: objectDirectories, format: handle.format))
    references = ReferenceStore(
      gitDirectory: FilePath(self.path), commonDirectory: common, format: handle.format)
    self.handle = Mutex(handle)
  }

  /// The git directory of the repository that `directory` is in, looked for upward as git does, and the root of the work tree
  /// where a file `.git` there leads to a directory elsewhere; nil where there is none. Throws `.library`, and
  /// `.system` where one is closed to this process.
  public static func discover(
    from directory: String
  ) throws(GitError) -> (path: String, workTree: String?)? {
    try GitLibrary.start()
    var found = git_buf()
    defer { git_buf_dispose(&found) }
    let status = git_repository_discover(&found, directory, 0, nil)
    if status == GIT_ENOTFOUND.rawValue {
      try requireOpen(from: FilePath(directory))
      return nil
    }
    try GitLibrary.check(status, "look for a repository from", displayText(directory.utf8))
    return (try RepositoryHandle.text(found.ptr, of: directory), linkedWorkTree(above: directory))
  }

  /// The first folder upward with an entry `.git`, where that is a file.
  private static func linkedWorkTree(above directory: String) -> String? {
    var folder = FilePath(directory)
    while true {
      if let status = try? FileSystem.status(folder.appending(".git")) {
        return status.kind == .file ? folder.text : nil
      }
      guard folder.parent != folder else { return nil }
      folder = folder.parent
    }
  }

  /// Throws where there is a `.git` that nobody may look into, for which libgit2 goes on upward.
  private static func requireOpen(from directory: FilePath) throws(GitError) {
    var place = directory
    while true {
      for inner in [".git", ".git/HEAD"] {
        do {
          _ = try FileSystem.status(place.appending(inner))
        } catch {
          if error.cause == .permissionDenied { throw .system(error) }
        }
      }
      guard place.parent != place else { return }
      place = place.parent
    }
  }
}
