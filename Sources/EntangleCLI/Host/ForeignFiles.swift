internal import EntangleSystem

/// What somebody else has left in a repository, root with a command or a `git gc` for instance, so that its owner can neither
/// read nor change it: then pushes fail, now or later.
struct ForeignFiles {
  private let directory: FilePath

  init(gitDirectory: FilePath) {
    directory = gitDirectory
  }

  /// The most folders that are looked at.
  private static let mostFolders = 100_000
  /// Rights of a group, which the owner may be in, and of all.
  private static let (readable, writable): (UInt32, UInt32) = (0o044, 0o022)

  /// The first file or folder that the owner of the repository cannot use, as a path in it; nil where there is none.
  func first() -> String? {
    guard let owner = (try? FileSystem.status(directory))??.owner else { return nil }
    var waiting = ["objects", "refs", "entangle"]
    var count = 0
    while let path = waiting.popLast(), count < Self.mostFolders {
      count += 1
      if isClosed(path, to: owner) { return path }
      // (Objects themselves never change; where new ones go is enough.)
      if path.hasPrefix("objects/") { continue }
      let names = (try? FileSystem.list(directory.appending(path))) ?? []
      for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        let inner = "\(path)/\(String(decoding: name, as: UTF8.self))"
        if status(inner)?.kind == .directory {
          waiting.append(inner)
        } else if isClosed(inner, to: owner) {
          return inner
        }
      }
    }
    return nil
  }

  private func isClosed(_ path: String, to owner: UInt32) -> Bool {
    guard let status = status(path), status.owner != owner else { return false }
    switch status.kind {
    case .directory: return status.mode & Self.writable == 0
    case .file: return status.mode & Self.readable == 0
    case .symbolicLink, .special: return false
    }
  }

  private func status(_ path: String) -> FileStatus? {
    (try? FileSystem.status(directory.appending(path), symbolicLinks: .refuse)) ?? nil
  }
}
