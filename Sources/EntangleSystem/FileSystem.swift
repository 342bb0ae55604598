import Glibc

/// The files of this machine. Every function retries where a signal interrupts it and throws
/// `SystemError` with the operation, the path and the cause.
public enum FileSystem {
  /// What to do where the last component of a path is a symbolic link.
  public enum SymbolicLinks: Sendable {
    case follow
    /// Fail with `Errno.symbolicLink`.
    case refuse
  }

  /// What the path stands for, or nil where there is nothing of that name.
  public static func status(_ path: FilePath, symbolicLinks: SymbolicLinks = .follow)
    throws(SystemError) -> FileStatus?
  {
    var raw = stat()
    do {
      try path.call("examine") {
        symbolicLinks == .follow ? stat($0, &raw) : lstat($0, &raw)
      }
    } catch {
      guard error.isAbsence else { throw error }
      return nil
    }
    return FileStatus(raw)
  }

  /// The path with every symbolic link resolved; absolute (`realpath(3)`).
  public static func realPath(_ path: FilePath) throws(SystemError) -> FilePath {
    var resolved: [UInt8] = []
    try path.call("examine") { name in
      guard let found = realpath(name, nil) else { return -1 }
      resolved = Array(UnsafeRawBufferPointer(start: found, count: strlen(found)))
      free(found)
      return 0
    }
    return FilePath(resolved)
  }

  /// The text of a symbolic link, cut off at 4,096 bytes (`readlink(2)`).
  public static func target(ofLink path: FilePath) throws(SystemError) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = try path.call("read link") {
      Int32(clamping: readlink($0, &buffer, buffer.count))
    }
    return buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }
  }

  /// The whole content of a regular file of at most `limit` bytes.
  ///
  /// Throws `wrongKind` for anything but a regular file (a pipe never blocks us), `tooLarge` above
  /// the limit.
  public static func read(
    _ path: FilePath, limit: Int, symbolicLinks: SymbolicLinks = .follow
  ) throws(SystemError) -> [UInt8] {
    let file = try openForReading(path, symbolicLinks)
    return try contents(of: file, limit: limit)
  }

  /// The whole content of a regular file that only its owner may touch.
  ///
  /// Symbolic links are refused and the permissions are those of the very file that is read.
  /// Throws `unsafePermissions` where group or others have any right to it.
  public static func readPrivate(_ path: FilePath, limit: Int) throws(SystemError) -> [UInt8] {
    let file = try openForReading(path, .refuse)
    try requirePrivate(file)
    return try contents(of: file, limit: limit)
  }

  /// Opens a regular file without ever waiting for a pipe's writer.
  static func openForReading(_ path: FilePath, _ symbolicLinks: SymbolicLinks)
    throws(SystemError) -> FileDescriptor
  {
    let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY
    let file = try FileDescriptor(
      path, symbolicLinks == .follow ? flags : flags | O_NOFOLLOW)
    let kind = try file.status().kind
    guard kind == .file else { throw .wrongKind(operation: "read", path: path, found: kind) }
    return file
  }

  /// Refuses a file to which group or others have any right.
  static func requirePrivate(_ file: borrowing FileDescriptor) throws(SystemError) {
    let status = try file.status()
    guard !status.isOpenToOthers else {
      throw .unsafePermissions(path: file.path, mode: status.mode)
    }
  }

  private static func contents(of file: borrowing FileDescriptor, limit: Int)
    throws(SystemError) -> [UInt8]
  {
    let status = try file.status()
    guard status.size <= limit else { throw .tooLarge(path: file.path, limit: limit) }
    var bytes: [UInt8] = []
    // The file may grow while it is read: go on to its end, never past the limit.
    var chunk = [UInt8](repeating: 0, count: min(max(Int(status.size) + 1, 4096), 1 << 20))
    while true {
      let count = try file.read(into: &chunk)
      if count == 0 { return bytes }
      guard bytes.count + count <= limit else { throw .tooLarge(path: file.path, limit: limit) }
      bytes += chunk[..<count]
    }
  }
}
