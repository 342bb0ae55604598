internal import Glibc

/// The few system calls of this module, each turned into a value or a `GitError.system`.
enum FileSystem {
  /// The content of a regular file, or nil where there is none of that name.
  ///
  /// Throws `.limitExceeded` for more than `limit` bytes, `.system` for every other failure; what
  /// is no regular file is refused, so that a pipe cannot hold the reader up.
  static func content(of path: BytePath, limit: Int) throws(GitError) -> [UInt8]? {
    guard let file = try ReadableFile(opening: path) else { return nil }
    var content: [UInt8] = []
    while true {
      let chunk = try file.read(upTo: 16384)
      if chunk.isEmpty { return content }
      guard content.count + chunk.count <= limit else {
        throw .limitExceeded(operation: "read", subject: path.description, limit: limit)
      }
      content += chunk
    }
  }

  /// The names in a directory but `.` and `..`, sorted bytewise; nil where it does not exist.
  static func names(in directory: BytePath) throws(GitError) -> [[UInt8]]? {
    guard let stream = directory.withCString({ opendir($0) }) else {
      if isAbsence(errno) { return nil }
      throw failure("open directory", directory)
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [UInt8(ascii: ".")], name != Array("..".utf8) { names.append(name) }
    }
    guard errno == 0 else { throw failure("read directory", directory) }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// What a path leads to; nil where it leads nowhere.
  ///
  /// `following` says whether a symbolic link is followed.
  static func kind(of path: BytePath, following: Bool) throws(GitError) -> FileKind? {
    var status = stat()
    let result = path.withCString { following ? stat($0, &status) : lstat($0, &status) }
    guard result == 0 else {
      if isAbsence(errno) { return nil }
      throw failure("examine", path)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    case S_IFLNK: return .link
    default: return .other
    }
  }

  /// The text of a symbolic link.
  static func target(ofLink path: BytePath) throws(GitError) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = path.withCString { readlink($0, &buffer, buffer.count) }
    guard count >= 0 else { throw failure("read link", path) }
    return buffer.prefix(count).map { UInt8(bitPattern: $0) }
  }

  /// The path with every symbolic link resolved; nil where it leads nowhere.
  static func realPath(_ path: BytePath) -> BytePath? {
    path.withCString { name in
      guard let resolved = realpath(name, nil) else { return nil }
      defer { free(resolved) }
      return BytePath(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
    }
  }

  /// The error for the system call that has just failed.
  static func failure(_ operation: String, _ path: BytePath) -> GitError {
    .system(operation: operation, subject: path.description, code: errno)
  }

  /// Whether an `errno` value says that there is nothing of that name.
  static func isAbsence(_ code: Int32) -> Bool {
    code == ENOENT || code == ENOTDIR
  }
}

/// What a directory entry is.
enum FileKind: Sendable {
  case file
  case directory
  case link
  case other
}
