import Glibc

/// The number by which a system call says why it failed (`errno(3)`).
public struct Errno: Error, Sendable, Hashable, CustomStringConvertible {
  /// The value that `errno` had.
  public let code: Int32

  /// Takes a value of `errno`.
  public init(code: Int32) {
    self.code = code
  }

  /// What the last failed call of this thread left in `errno`.
  static var current: Errno { Errno(code: errno) }

  /// ENOENT: no such file or directory.
  public static let notFound = Errno(code: ENOENT)
  /// EEXIST: the file is there already.
  public static let exists = Errno(code: EEXIST)
  /// EACCES: permission denied.
  public static let permissionDenied = Errno(code: EACCES)
  /// ELOOP: a symbolic link where none is followed, or too many of them.
  public static let symbolicLink = Errno(code: ELOOP)
  /// ENOTDIR: a component of the path is no directory.
  public static let notDirectory = Errno(code: ENOTDIR)
  /// EISDIR: a directory where a file was expected.
  public static let isDirectory = Errno(code: EISDIR)
  /// ENOTEMPTY: the directory still holds something.
  public static let notEmpty = Errno(code: ENOTEMPTY)
  /// EINTR: a signal came first.
  public static let interrupted = Errno(code: EINTR)
  /// EINVAL: an argument the kernel does not take.
  public static let invalidArgument = Errno(code: EINVAL)
  /// EWOULDBLOCK: somebody else holds what was asked for.
  public static let wouldBlock = Errno(code: EWOULDBLOCK)
  /// ENOSPC: the disk is full.
  public static let diskFull = Errno(code: ENOSPC)
  /// EFBIG: the file may not become larger.
  public static let fileTooLarge = Errno(code: EFBIG)
  /// EROFS: the file system takes no changes.
  public static let readOnly = Errno(code: EROFS)
  /// EDQUOT: the user's share of the disk is full.
  public static let quotaExceeded = Errno(code: EDQUOT)

  /// The text of `strerror(3)` with its first letter in lower case.
  public var description: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    let text = String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
