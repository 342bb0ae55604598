internal import EntangleModel
internal import EntangleSystem

/// The files of a repository: what is not there is nil, every other failure is `GitError.system`.
enum GitFiles {
  /// The content of a regular file of at most `limit` bytes.
  static func content(of path: FilePath, limit: Int) throws(GitError) -> [UInt8]? {
    try unlessAbsent { () throws(SystemError) in try FileSystem.read(path, limit: limit) }
  }

  /// The names in a directory but `.` and `..`, sorted bytewise.
  static func names(in directory: FilePath) throws(GitError) -> [[UInt8]]? {
    try unlessAbsent { () throws(SystemError) in try FileSystem.list(directory) }
  }

  /// What a path leads to; `following` says whether a symbolic link is followed.
  static func kind(of path: FilePath, following: Bool) throws(GitError) -> FileKind? {
    do {
      return try FileSystem.status(path, symbolicLinks: following ? .follow : .refuse)?.kind
    } catch {
      throw .system(error)
    }
  }

  /// The text of a symbolic link.
  static func target(ofLink path: FilePath) throws(GitError) -> [UInt8]? {
    try unlessAbsent { () throws(SystemError) in try FileSystem.target(ofLink: path) }
  }

  /// A regular file, opened.
  static func open(_ path: FilePath) throws(GitError) -> ReadableFile? {
    try unlessAbsent { () throws(SystemError) in try ReadableFile(opening: path) }
  }

  private static func unlessAbsent<Result: ~Copyable>(
    _ body: () throws(SystemError) -> Result
  ) throws(GitError) -> Result? {
    do {
      return try body()
    } catch {
      if error.isAbsence { return nil }
      throw .system(error)
    }
  }
}

extension Collection<UInt8> {
  /// Lends the bytes as a C string for the length of the call; the first NUL ends it.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    body(map { CChar(bitPattern: $0) } + [0])
  }
}
