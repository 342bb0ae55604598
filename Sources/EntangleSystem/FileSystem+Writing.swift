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
  ///
  /// Without `isSynchronised` the name can stand for less after the machine stopped, though never
  /// after the process did.
  public static func write(
    _ bytes: [UInt8], to path: FilePath, mode: UInt32 = 0o644, existing: Existing = .replace,
    isSynchronised: Bool = true
  ) throws(SystemError) {
    try write(
      bytes.span.bytes, to: path, mode: mode, existing: existing, isSynchronised: isSynchronised)
  }

  /// As above, for bytes that no array holds.
  static func write(
    _ bytes: RawSpan, to path: FilePath, mode: UInt32, existing: Existing,
    isSynchronised: Bool = true
  ) throws(SystemError) {
    let directory = path.parent
    let scratch = directory.appending(".entangle-\(UInt64.random(in: .min ... .max)).tmp")
    do {
      try writeNew(bytes, to: scratch, mode: mode, isSynchronised: isSynchronised)
      try publish(scratch, as: path, existing: existing)
    } catch {
      _ = try? scratch.call("remove") { unlink($0) }
      throw error.said(of: path)
    }
    if isSynchronised { try FileDescriptor(directory, O_RDONLY | O_DIRECTORY).synchronize() }
  }

  /// Writes a file, for its owner alone, piece by piece, so that its name stands for the whole or for what it
  /// stood for before. Nothing is synchronised: the name can stand for less after the machine stopped.
  ///
  /// Throws `callFailed`, and what `content` throws; then nothing has changed.
  public static func replace(
    _ path: FilePath, content: (_ append: @escaping ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    let scratch = path.parent.appending(".entangle-\(UInt64.random(in: .min ... .max)).tmp")
    do {
      let file = try WritableFile(creating: scratch)
      try content { try file.append($0) }
      try publish(scratch, as: path, existing: .replace)
    } catch {
      _ = try? scratch.call("remove") { unlink($0) }
      throw error
    }
  }

  /// Gives a file another name, in place of a file that has that. Throws `callFailed`, also where it is not there.
  public static func move(_ path: FilePath, to name: FilePath) throws(SystemError) {
    try path.call("move", with: name) { rename($0, $1) }
  }

  /// Makes a symbolic link that leads to `target`. Throws `callFailed`, also where the name is taken.
  public static func createLink(_ path: FilePath, to target: FilePath) throws(SystemError) {
    guard !target.bytes.isEmpty, !target.bytes.contains(0) else { throw .invalidPath(target) }
    try path.call("create link", with: target) { link, target in symlink(target, link) }
  }

  private static func writeNew(
    _ bytes: RawSpan, to path: FilePath, mode: UInt32, isSynchronised: Bool
  ) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
    let file = try FileDescriptor(path, flags, mode: mode & 0o600, operation: "create")
    try file.write(bytes)
    try file.setMode(mode)
    if isSynchronised { try file.synchronize() }
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
