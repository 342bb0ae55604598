internal import Glibc

/// A folder that only this user can enter (mode 0700), removed with everything in it when it goes.
final class TemporaryDirectory: Sendable {
  /// Where it is.
  let path: BytePath

  /// Makes one under `TMPDIR`, else `/tmp`. Throws `.system`.
  init() throws(GitError) {
    let parent = BytePath(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")
    let base = parent.bytes.isEmpty ? BytePath("/tmp") : parent
    var template = base.appending("entangle-XXXXXX").bytes.map { CChar(bitPattern: $0) } + [0]
    guard mkdtemp(&template) != nil else { throw FileSystem.failure("make directory in", base) }
    path = BytePath(template.map { UInt8(bitPattern: $0) })
  }

  deinit { TemporaryDirectory.remove(path) }

  /// Makes a folder inside, for this user only. Throws `.system`.
  func makeFolder(_ name: String) throws(GitError) -> BytePath {
    let folder = path.appending(name)
    guard folder.withCString({ mkdir($0, 0o700) }) == 0 else {
      throw FileSystem.failure("make directory", folder)
    }
    return folder
  }

  /// Removes what is there; what cannot be removed stays, as there is nobody left to tell.
  private static func remove(_ path: BytePath) {
    guard let kind = try? FileSystem.kind(of: path, following: false) else { return }
    guard kind == .directory else {
      _ = path.withCString { unlink($0) }
      return
    }
    for name in (try? FileSystem.names(in: path)) ?? [] { remove(path.appending(name)) }
    _ = path.withCString { rmdir($0) }
  }
}
