internal import EntangleSystem

/// What somebody else has left in a repository, root with a `git gc` or a `git config` for instance, so that its owner can
/// neither read nor change it: then pushes fail, now or later.
struct ForeignFiles {
  private let directory: FilePath

  init(gitDirectory: FilePath) {
    directory = gitDirectory
  }

  /// What git and entangle use in a repository.
  private static let used = [
    "config", "config.worktree", "HEAD", "packed-refs", "hooks", "entangle", "refs", "logs",
    "objects",
  ]
  /// The most files and folders that are looked at below each of these.
  private static let most = 100_000
  /// Rights of a group, which the owner may be in, and of all.
  private static let (readable, writable): (UInt32, UInt32) = (0o044, 0o022)
  /// How whoever is root gives them back.
  static let hint = "as root, 'chown --recursive --reference=. .' in the repository"

  /// The first file or folder that the owner of the repository cannot use, as a path in it; nil where there is none. The
  /// repository need not be one that can be read.
  func first() -> String? {
    guard let owner = (try? FileSystem.status(directory))??.owner else { return nil }
    for path in Self.used {
      if let found = first(from: path, closedTo: owner) { return found }
    }
    return nil
  }

  /// (Of the objects packs come first, and single ones as far as there are not too many.)
  private func first(from path: String, closedTo owner: UInt32) -> String? {
    var waiting = [path]
    var count = 0
    while let path = waiting.popLast(), count < Self.most {
      if isClosed(path, to: owner) { return path }
      let names = (try? FileSystem.list(directory.appending(path))) ?? []
      for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        count += 1
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
