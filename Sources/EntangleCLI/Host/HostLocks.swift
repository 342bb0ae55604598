internal import EntangleModel
internal import EntangleSystem

/// The locks of git in a repository: files that hold up whoever would move a ref until they are gone.
struct HostLocks {
  private let directory: FilePath

  init(gitDirectory: FilePath) {
    directory = gitDirectory
  }

  /// How old a lock is that nobody holds any more: git moves refs, and is ended where it keeps others waiting.
  private static let oldSeconds: Int64 = 300
  /// The most folders that are looked at.
  private static let mostFolders = 100_000

  /// The first lock that was left behind, as a path in the repository; nil where there is none.
  func old(in context: CommandContext) -> String? {
    guard let now = try? context.now().seconds else { return nil }
    var found = ["packed-refs.lock", "config.lock", "HEAD.lock"].filter { isOld($0, now) }
    var waiting = ["refs"]
    var count = 0
    while found.isEmpty, let folder = waiting.popLast(), count < Self.mostFolders {
      count += 1
      let names = (try? FileSystem.list(directory.appending(folder))) ?? []
      for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        let path = "\(folder)/\(String(decoding: name, as: UTF8.self))"
        if path.hasSuffix(".lock") {
          if isOld(path, now) { found.append(path) }
        } else if status(path)?.kind == .directory {
          waiting.append(path)
        }
      }
    }
    return found.first
  }

  private func isOld(_ path: String, _ now: Int64) -> Bool {
    status(path).map { $0.kind == .file && now - $0.modified > Self.oldSeconds } ?? false
  }

  private func status(_ path: String) -> FileStatus? {
    (try? FileSystem.status(directory.appending(path), symbolicLinks: .refuse)) ?? nil
  }
}
