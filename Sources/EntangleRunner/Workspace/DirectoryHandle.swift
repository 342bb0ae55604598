internal import Glibc

/// An open directory in which names are looked up one at a time and symbolic links never followed
/// (`openat(2)`, `O_NOFOLLOW`). The system's error number is in each failure.
struct DirectoryHandle: ~Copyable {
  /// Why a call failed.
  struct Failure: Error, Hashable {
    /// The error number (`errno(3)`).
    let code: Int32

    /// The system's own text.
    var cause: String { String(cString: strerror(code)) }

    /// That of the call just made.
    static var last: Failure { Failure(code: errno) }
  }

  /// What an entry of a directory is.
  enum Kind: Hashable {
    /// A regular file; its size in bytes.
    case file(isExecutable: Bool, size: Int)
    /// A directory.
    case directory
    /// A symbolic link, wherever it leads.
    case symbolicLink
    /// A pipe, socket or device.
    case special
  }

  private let descriptor: Int32

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Opens the directory at `path`, of which only the last part must not be a link.
  init(path: String) throws(Failure) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
  }

  deinit {
    close(descriptor)
  }

  /// What the entry of that name is; nil where there is none.
  func kind(of name: [UInt8]) throws(Failure) -> Kind? {
    var status = stat()
    guard fstatat(descriptor, Self.terminated(name), &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return nil }
      throw .last
    }
    return Self.kind(status)
  }

  /// Opens a directory in this one.
  func directory(_ name: [UInt8]) throws(Failure) -> DirectoryHandle {
    let number = openat(
      descriptor, Self.terminated(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard number >= 0 else { throw .last }
    return DirectoryHandle(descriptor: number)
  }

  /// The content of a regular file and whether its owner may execute it, up to `limit` bytes; nil
  /// where it is longer or no regular file.
  func content(
    of name: [UInt8], limit: Int
  ) throws(Failure) -> (bytes: [UInt8], isExecutable: Bool)? {
    // A pipe that replaced the file must not block us.
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let number = openat(descriptor, Self.terminated(name), flags)
    guard number >= 0 else { throw .last }
    defer { close(number) }
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .last }
    guard case .file(let isExecutable, let size) = Self.kind(status), size <= limit else {
      return nil
    }
    var bytes = [UInt8](repeating: 0, count: size + 1)
    var position = 0
    while position < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        read(number, buffer.baseAddress?.advanced(by: position), buffer.count - position)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .last }
      if count == 0 { break }
      position += count
    }
    guard position <= size else { return nil }
    bytes.removeLast(bytes.count - position)
    return (bytes, isExecutable)
  }

  /// The names in this directory but `.` and `..`, unordered, and no more than `limit` of them.
  func names(limit: Int) throws(Failure) -> [[UInt8]] {
    let number = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { throw .last }
    guard let stream = fdopendir(number) else {
      let failure = Failure.last
      close(number)
      throw failure
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while names.count < limit {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw .last }
        break
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [0x2e] && name != [0x2e, 0x2e] { names.append(name) }
    }
    return names
  }

  private static func kind(_ status: stat) -> Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .file(isExecutable: status.st_mode & S_IXUSR != 0, size: Int(status.st_size))
    case S_IFDIR: .directory
    case S_IFLNK: .symbolicLink
    default: .special
    }
  }

  private static func terminated(_ name: [UInt8]) -> [CChar] {
    name.map { CChar(bitPattern: $0) } + [0]
  }
}

// MARK: - Removal

extension DirectoryHandle {
  /// Removes all that is in this directory, whatever its depth, with two descriptors and no
  /// recursion: what lies deeper is moved up here until nothing is left.
  func removeContent() throws(Failure) {
    var moved: UInt64 = 0
    while true {
      let names = try names(limit: 4096)
      if names.isEmpty { return }
      for name in names {
        if try !removeUnlessDirectory(name) { try removeDirectory(name, &moved) }
      }
    }
  }

  private func removeDirectory(_ name: [UInt8], _ moved: inout UInt64) throws(Failure) {
    // Its owner may have taken all rights away from the directory.
    fchmodat(descriptor, Self.terminated(name), S_IRWXU, 0)
    let inner = try directory(name)
    while true {
      let children = try inner.names(limit: 4096)
      if children.isEmpty { break }
      for child in children {
        if try !inner.removeUnlessDirectory(child) {
          fchmodat(inner.descriptor, Self.terminated(child), S_IRWXU, 0)
          try inner.moveUp(child, to: self, &moved)
        }
      }
    }
    let code = unlinkat(descriptor, Self.terminated(name), AT_REMOVEDIR)
    guard code == 0 || errno == ENOENT else { throw .last }
  }

  /// Removes an entry unless it is a directory, which gives false.
  private func removeUnlessDirectory(_ name: [UInt8]) throws(Failure) -> Bool {
    if try kind(of: name) == .directory { return false }
    guard unlinkat(descriptor, Self.terminated(name), 0) == 0 || errno == ENOENT else {
      throw .last
    }
    return true
  }

  private func moveUp(
    _ name: [UInt8], to upper: borrowing DirectoryHandle, _ moved: inout UInt64
  ) throws(Failure) {
    let source = Self.terminated(name)
    while true {
      moved += 1
      let target = Self.terminated(Array("removed-\(moved)".utf8))
      if renameat(descriptor, source, upper.descriptor, target) == 0 { return }
      // A hostile task may have taken the name already.
      guard errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR else { throw .last }
    }
  }
}
