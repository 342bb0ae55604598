import Glibc

/// An open regular file, read from start to end and closed when it goes.
public struct ReadableFile: ~Copyable {
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
}
