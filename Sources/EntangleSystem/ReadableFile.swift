import Glibc

/// An open regular file, read from start to end or here and there, and closed when it goes.
public struct ReadableFile: ~Copyable, Sendable {
  private let file: FileDescriptor

  /// The size when the file was opened, in bytes.
  public let size: Int

  /// Opens the file; symbolic links are followed, a pipe's writer is never waited for.
  ///
  /// Throws `wrongKind` for anything but a regular file, `callFailed` where it cannot be opened.
  public init(opening path: FilePath) throws(SystemError) {
    let file = try FileSystem.openForReading(path, .follow)
    size = Int(try file.status().size)
    self.file = file
  }

  /// The next bytes, at most `count`; none at the end of the file. Throws `callFailed`.
  public func read(upTo count: Int) throws(SystemError) -> [UInt8] {
    var isFailed = false
    let number = file.number
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      var result: Int
      repeat {
        result = Glibc.read(number, buffer.baseAddress, count)
      } while result < 0 && errno == EINTR
      isFailed = result < 0
      used = max(0, result)
    }
    if isFailed { throw file.failure("read") }
    return bytes
  }

  /// `count` bytes from `offset` on, fewer where the file ends before; what `read(upTo:)` gives next
  /// stays the same, and any number of threads may ask. Throws `callFailed`.
  public func bytes(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
    var isFailed = false
    let number = file.number
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      while used < count {
        let result = pread(
          number, buffer.baseAddress?.advanced(by: used), count - used, offset + used)
        if result < 0 && errno == EINTR { continue }
        isFailed = result < 0
        guard result > 0 else { return }
        used += result
      }
    }
    if isFailed { throw file.failure("read") }
    return bytes
  }
}
