import Glibc

extension FileSystem {
  /// Makes a directory and those above it that are missing, each with permission bits `mode` less
  /// the umask; one that is there already is left as it is.
  public static func createDirectory(_ path: FilePath, mode: UInt32 = 0o777)
    throws(SystemError)
  {
    var missing: [FilePath] = []
    var current = path
    while true {
      if let status = try status(current) {
        guard status.kind == .directory else {
          throw .wrongKind(operation: "create directory", path: current, found: status.kind)
        }
        break
      }
      missing.append(current)
      guard current.parent != current else { break }
      current = current.parent
    }
    for directory in missing.reversed() {
      do {
        try directory.call("create directory") { mkdir($0, mode) }
      } catch {
        // Another process may have been faster; a link that leads nowhere is no directory.
        let isThere = try status(directory)?.kind == .directory
        guard error.cause == .exists && isThere else { throw error }
      }
    }
  }

  /// Has the umask of this process let through these permission bits, of what it makes from now on, as well.
  public static func open(_ bits: UInt32) {
    let mask = umask(0o077)
    _ = umask(mask & ~bits)
  }

  /// The names in a directory, `.` and `..` aside, sorted by their bytes.
  public static func list(_ path: FilePath) throws(SystemError) -> [[UInt8]] {
    try names(in: FileDescriptor(path, O_RDONLY | O_DIRECTORY))
  }

  /// Removes a file, symbolic link or empty directory of that name; false where there is none.
  @discardableResult
  public static func remove(_ path: FilePath) throws(SystemError) -> Bool {
    do {
      try path.call("remove") { Glibc.remove($0) }
      return true
    } catch {
      guard error.cause == .notFound else { throw error }
      return false
    }
  }

  /// Removes a file or a directory with all that is in it; nothing where there is none.
  ///
  /// Symbolic links are removed, never followed, also where another process plants them
  /// meanwhile. Directories without write permission are opened up first. Neither the stack nor
  /// the number of open files grows with the depth: what lies deep is moved up before it is
  /// removed.
  public static func removeTree(_ path: FilePath) throws(SystemError) {
    guard let status = try status(path, symbolicLinks: .refuse) else { return }
    if status.kind == .directory {
      let root = try FileDescriptor(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
      try root.setMode(0o700)
      while true {
        let entries = try names(in: root)
        if entries.isEmpty { break }
        for name in entries { try removeEntry(name, of: root, root: root) }
      }
    }
    try remove(path)
  }

  /// Removes one entry of `directory`, or moves it up into `root` where it is a directory that
  /// still holds something.
  private static func removeEntry(
    _ name: [UInt8], of directory: borrowing FileDescriptor, root: borrowing FileDescriptor
  ) throws(SystemError) {
    let parent = directory.number
    let top = root.number
    if try unlink(name, of: directory, flags: 0) { return }
    let child = try FileDescriptor(in: directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    try child.setMode(0o700)
    if parent == top {
      for inner in try names(in: child) { try removeEntry(inner, of: child, root: root) }
    }
    if try unlink(name, of: directory, flags: AT_REMOVEDIR) || parent == top { return }
    let raised = FilePath(".entangle-\(UInt64.random(in: .min ... .max))")
    do {
      try FilePath(name).call("move up", with: raised) { renameat(parent, $0, top, $1) }
    } catch {
      throw error.said(of: directory.path.appending(name))
    }
  }

  /// True where the entry is gone, false where it is a directory that the flags do not remove.
  private static func unlink(
    _ name: [UInt8], of directory: borrowing FileDescriptor, flags: Int32
  ) throws(SystemError) -> Bool {
    let parent = directory.number
    do {
      try FilePath(name).call("remove") { unlinkat(parent, $0, flags) }
      return true
    } catch {
      switch error.cause {
      case .notFound?: return true
      case .isDirectory?, .notEmpty?, .exists?: return false
      default: throw error.said(of: directory.path.appending(name))
      }
    }
  }

  private static func names(in directory: borrowing FileDescriptor) throws(SystemError)
    -> [[UInt8]]
  {
    // closedir(3) closes the descriptor it was made of: give it one of its own, which starts at
    // the first entry.
    let number = openat(directory.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { throw directory.failure("list") }
    guard let stream = fdopendir(number) else {
      let failure = directory.failure("list")
      close(number)
      throw failure
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw directory.failure("list") }
        break
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != Array(".".utf8) && name != Array("..".utf8) { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
