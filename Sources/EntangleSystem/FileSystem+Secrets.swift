import Glibc

extension FileSystem {
  /// The whole content of a regular file that only its owner may touch, straight into secret
  /// memory; symbolic links are followed.
  ///
  /// Throws `wrongKind` for anything but a regular file, `unsafePermissions` where group or others
  /// have any right to it, `tooLarge` above `limit` bytes.
  public static func readSecret(_ path: FilePath, limit: Int) throws(SystemError) -> SecretBytes {
    let file = try openForReading(path, .follow)
    try requirePrivate(file)
    let number = file.number
    return try SecretBytes(capacity: limit + 1) { (span) throws(SystemError) in
      let count = try readToEnd(number, into: &span, path: path, operation: "read")
      guard count <= limit else { throw .tooLarge(path: path, limit: limit) }
      return count
    }
  }

  /// Writes a secret to a new file with permissions 0600, whole or not at all, as `write` does;
  /// throws `callFailed` with `Errno.exists` where the name is taken.
  public static func writeSecret(_ secret: borrowing SecretBytes, to path: FilePath)
    throws(SystemError)
  {
    try secret.withBytes { (span) throws(SystemError) in
      try write(span.bytes, to: path, mode: 0o600, existing: .refuse)
    }
  }

  /// Reads until the end of the file or of `span`, and returns how many bytes that were.
  static func readToEnd(
    _ number: Int32, into span: inout MutableSpan<UInt8>, path: FilePath, operation: String
  ) throws(SystemError) -> Int {
    var count = 0
    while count < span.count {
      let got = span.withUnsafeMutableBytes { buffer in
        Glibc.read(number, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
      if got == 0 { break }
      if got > 0 {
        count += got
      } else if errno != EINTR {
        throw .callFailed(operation: operation, path: path, cause: .current)
      }
    }
    return count
  }
}
