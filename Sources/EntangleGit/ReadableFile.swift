internal import Glibc

/// An open regular file, read from start to end and closed when it goes.
struct ReadableFile: ~Copyable {
  private let descriptor: Int32
  private let path: BytePath

  /// The size when the file was opened, in bytes.
  let size: Int

  /// Opens the file; nil where there is none of that name.
  ///
  /// Throws `.system` where it cannot be opened or is no regular file.
  init?(opening path: BytePath) throws(GitError) {
    // Without O_NONBLOCK the opening of a pipe would wait for a writer.
    let opened = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard opened >= 0 else {
      if FileSystem.isAbsence(errno) { return nil }
      throw FileSystem.failure("open", path)
    }
    var status = stat()
    guard fstat(opened, &status) == 0 else {
      let failure = FileSystem.failure("examine", path)
      close(opened)
      throw failure
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      let code = status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL
      throw .system(operation: "read", subject: path.description, code: code)
    }
    descriptor = opened
    self.path = path
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// The next bytes, at most `count`; none at the end of the file.
  func read(upTo count: Int) throws(GitError) -> [UInt8] {
    var failed: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      switch self.read(into: UnsafeMutableRawBufferPointer(buffer)) {
      case .success(let read): used = read
      case .failure(let error): failed = error.code
      }
    }
    guard let code = failed else { return bytes }
    throw .system(operation: "read", subject: path.description, code: code)
  }

  /// Fills the buffer as far as one system call does; 0 is the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Result<Int, SystemCode> {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return .success(count) }
      if errno != EINTR { return .failure(SystemCode(code: errno)) }
    }
  }
}

/// The `errno` of a failed system call.
struct SystemCode: Error {
  /// The value, as `errno(3)` lists them.
  let code: Int32

  /// The system's own words for it.
  var text: String { systemText(code) }
}

/// The system's words for an `errno` value.
func systemText(_ code: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 128)
  guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
  let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
  return bytes.isEmpty ? "error \(code)" : String(decoding: bytes, as: UTF8.self)
}
