import Glibc

extension FileSystem {
  /// What to do where the name to be written is taken.
  public enum Existing: Sendable {
    case replace
    /// Fail with `Errno.exists`.
    case refuse
  }

  /// Writes a file so that its name stands for the whole content or for what it stood for before,
  /// whenever the machine stops.
  ///
  /// A file of a random name is written beside it with permission bits `mode` (whatever the
  /// umask), synchronised, then renamed or, where nothing may be replaced, linked; at last the
  /// directory is synchronised. A symbolic link of that name is replaced, never followed.
  public static func write(
    _ bytes: [UInt8], to path: FilePath, mode: UInt32 = 0o644, existing: Existing = .replace
  ) throws(SystemError) {
    try write(bytes.span.bytes, to: path, mode: mode, existing: existing)
  }

  /// As above, for bytes that no array holds.
  static func write(
    _ bytes: RawSpan, to path: FilePath, mode: UInt32, existing: Existing
  ) throws(SystemError) {
    let directory = path.parent
    let scratch = directory.appending(".entangle-\(UInt64.random(in: .min ... .max)).tmp")
    do {
      try writeNew(bytes, to: scratch, mode: mode)
      try publish(scratch, as: path, existing: existing)
    } catch {
      _ = try? scratch.call("remove") { unlink($0) }
      throw error.said(of: path)
    }
    try FileDescriptor(directory, O_RDONLY | O_DIRECTORY).synchronize()
  }

  private static func writeNew(
    _ bytes: RawSpan, to path: FilePath, mode: UInt32
  ) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
    let file = try FileDescriptor(path, flags, mode: mode & 0o600, operation: "create")
    try file.write(bytes)
    try file.setMode(mode)
    try file.synchronize()
  }

  private static func publish(_ scratch: FilePath, as path: FilePath, existing: Existing)
    throws(SystemError)
  {
    try scratch.call("write", with: path) { source, target in
      existing == .replace ? rename(source, target) : link(source, target)
    }
    if existing == .refuse { try scratch.call("remove") { unlink($0) } }
  }
}
