import Glibc

/// An open file, closed when it goes out of scope.
struct FileDescriptor: ~Copyable {
  /// The number the kernel gave it.
  let number: Int32
  /// The name it was opened by, for messages.
  let path: FilePath

  /// Opens `path` with `flags` of `open(2)`, always close-on-exec.
  init(_ path: FilePath, _ flags: Int32, mode: UInt32 = 0, operation: String = "open")
    throws(SystemError)
  {
    number = try path.call(operation) { open($0, flags | O_CLOEXEC, mode) }
    self.path = path
  }

  /// Opens the entry `name` of the directory `parent`.
  init(in parent: borrowing FileDescriptor, _ name: [UInt8], _ flags: Int32) throws(SystemError) {
    let directory = parent.number
    path = parent.path.appending(name)
    do {
      number = try FilePath(name).call("open") { openat(directory, $0, flags | O_CLOEXEC) }
    } catch {
      throw error.said(of: path)
    }
  }

  deinit { close(number) }

  /// What the kernel says about the open file itself, whatever its name has become.
  func status() throws(SystemError) -> FileStatus {
    var raw = stat()
    try check("examine") { fstat(number, &raw) }
    return FileStatus(raw)
  }

  /// Overwrites the start of `buffer` and returns how many bytes were read; 0 is the end of the
  /// file.
  func read(into buffer: inout [UInt8]) throws(SystemError) -> Int {
    while true {
      let count = Glibc.read(number, &buffer, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw failure("read") }
    }
  }

  /// Writes all bytes.
  func write(_ bytes: [UInt8]) throws(SystemError) {
    try write(bytes.span.bytes)
  }

  /// Writes all bytes.
  func write(_ bytes: RawSpan) throws(SystemError) {
    var written = 0
    while written < bytes.byteCount {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(number, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        throw failure("write")
      }
    }
  }

  /// Sets the permission bits, whatever the umask.
  func setMode(_ mode: UInt32) throws(SystemError) {
    try check("set permissions of") { fchmod(number, mode) }
  }

  /// Waits until the content is on the disk.
  func synchronize() throws(SystemError) {
    try check("synchronize") { fsync(number) }
  }

  /// The failure of the last call on this file.
  func failure(_ operation: String) -> SystemError {
    .callFailed(operation: operation, path: path, cause: .current)
  }

  private func check(_ operation: String, _ body: () -> Int32) throws(SystemError) {
    while body() != 0 {
      if errno != EINTR { throw failure(operation) }
    }
  }
}

extension FilePath {
  /// Calls `body` with the name as a C string, again where a signal interrupted it.
  ///
  /// Throws `invalidPath` for an empty name or one with a NUL, `callFailed` where `body` returns
  /// a negative number.
  @discardableResult
  func call(_ operation: String, _ body: (UnsafePointer<CChar>) -> Int32) throws(SystemError)
    -> Int32
  {
    let name = try terminated()
    while true {
      let result = name.withUnsafeBufferPointer { $0.baseAddress.map(body) ?? -1 }
      if result >= 0 { return result }
      if errno != EINTR {
        throw .callFailed(operation: operation, path: self, cause: .current)
      }
    }
  }

  /// Calls `body` with this name and another; errors name this one.
  func call(
    _ operation: String, with other: FilePath,
    _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
  ) throws(SystemError) {
    let second = try other.terminated()
    try call(operation) { first in
      second.withUnsafeBufferPointer { $0.baseAddress.map { body(first, $0) } ?? -1 }
    }
  }

  private func terminated() throws(SystemError) -> [CChar] {
    guard !bytes.isEmpty, !bytes.contains(0) else { throw .invalidPath(self) }
    return bytes.map { CChar(bitPattern: $0) } + [0]
  }
}

extension SystemError {
  /// The same failure of a call, said of the file that the caller knows.
  func said(of path: FilePath) -> SystemError {
    guard case .callFailed(let operation, _, let cause) = self else { return self }
    return .callFailed(operation: operation, path: path, cause: cause)
  }
}
