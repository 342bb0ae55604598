import Glibc

/// A new file, written from start to end, and closed when it goes.
public struct WritableFile: ~Copyable, Sendable {
  private let file: FileDescriptor

  /// Makes the file, for its owner alone. Throws `callFailed`, also where the name is taken.
  public init(creating path: FilePath) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
    file = try FileDescriptor(path, flags, mode: 0o600, operation: "create")
  }

  /// Writes behind what was written before. Throws `callFailed`.
  public func append(_ bytes: [UInt8]) throws(SystemError) {
    try file.write(bytes)
  }
}
