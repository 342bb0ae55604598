import Glibc

/// A directory of our own (permissions 0700) that is removed, with all that is in it, when the
/// value goes out of scope.
public struct TemporaryDirectory: ~Copyable, Sendable {
  /// Where it is.
  public let path: FilePath

  /// Makes `<prefix>-XXXXXX` in `parent` (`mkdtemp(3)`).
  public init(in parent: FilePath = "/tmp", prefix: String = "entangle") throws(SystemError) {
    let template = parent.appending("\(prefix)-XXXXXX")
    guard !parent.bytes.isEmpty, !template.bytes.contains(0) else { throw .invalidPath(parent) }
    var buffer = template.bytes.map { CChar(bitPattern: $0) } + [0]
    guard mkdtemp(&buffer) != nil else {
      throw .callFailed(
        operation: "create temporary directory", path: template, cause: .current)
    }
    path = FilePath(buffer.dropLast().map { UInt8(bitPattern: $0) })
  }

  deinit { try? FileSystem.removeTree(path) }
}
