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
    var failure: SystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      do throws(SystemError) {
        used = try fill(UnsafeMutableRawBufferPointer(buffer), from: offset)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes the bytes from `offset` on over the first `count` of `buffer`, or as many as it has and
  /// the file holds, and answers how many that were; otherwise as `bytes(at:count:)`. Throws
  /// `callFailed`.
  public func read(
    at offset: Int, count: Int, into buffer: inout [UInt8]
  ) throws(SystemError) -> Int {
    try buffer.withUnsafeMutableBufferPointer { (bytes) throws(SystemError) in
      let part = UnsafeMutableBufferPointer(rebasing: bytes.prefix(max(0, count)))
      return try fill(UnsafeMutableRawBufferPointer(part), from: offset)
    }
  }

  private func fill(
    _ buffer: UnsafeMutableRawBufferPointer, from offset: Int
  ) throws(SystemError) -> Int {
    var used = 0
    while used < buffer.count {
      let result = pread(
        file.number, buffer.baseAddress?.advanced(by: used), buffer.count - used, offset + used)
      if result < 0 && errno == EINTR { continue }
      if result < 0 { throw file.failure("read") }
      if result == 0 { break }
      used += result
    }
    return used
  }
}
