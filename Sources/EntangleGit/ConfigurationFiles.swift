internal import EntangleModel
internal import EntangleSystem
internal import Glibc

/// The files from which git's configuration is read, and those that lead to other folders of a repository. libgit2 opens each as it
/// finds it named, and would wait for ever for a pipe that nobody writes to.
enum ConfigurationFiles {
  /// How deep files include others (`git-config(1)`), and how many are looked at.
  private static let (deepest, most) = (10, 1_000)
  private static let limit = 1 << 20

  /// Throws `.system` where the configuration of a git directory, or a file that it includes or that leads to another folder, is
  /// a pipe, socket or device.
  static func requireFiles(of directory: FilePath) throws(GitError) {
    for file in ["gitdir", "commondir"].map({ directory.appending($0) }) {
      guard let kind = try? FileSystem.status(file, symbolicLinks: .follow)?.kind else { continue }
      guard kind != .special else {
        throw .system(.wrongKind(operation: "read", path: file, found: kind))
      }
    }
    var waiting = ["config", "config.worktree"].map { (directory.appending($0), 0) }
    var seen: Set<FilePath> = []
    while let (file, depth) = waiting.popLast(), seen.count < most {
      guard depth <= deepest, seen.insert(file).inserted,
        let kind = try? FileSystem.status(file, symbolicLinks: .follow)?.kind
      else { continue }
      guard kind != .special || file == "/dev/null" else {
        throw .system(.wrongKind(operation: "read configuration", path: file, found: kind))
      }
      guard kind == .file, let content = try? FileSystem.read(file, limit: limit) else { continue }
      let folder = FilePath(Array(file.bytes.prefix((file.bytes.lastIndex(of: slash) ?? 0) + 1)))
      waiting += paths(in: content).map { (place(of: $0, from: folder), depth + 1) }
    }
  }

  private static let slash = UInt8(ascii: "/")

  private static func place(of path: String, from folder: FilePath) -> FilePath {
    if path.hasPrefix("~/"), let home = getenv("HOME") {
      return FilePath(String(cString: home)).appending(path.dropFirst(2).utf8)
    }
    let path = FilePath(path)
    return path.isAbsolute ? path : folder.appending(path.bytes)
  }

  /// The values of all variables called `path`, in whichever section.
  private static func paths(in content: [UInt8]) -> [String] {
    let text = String(decoding: content, as: UTF8.self).replacing("\\\n", with: "")
    var found: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      // (A section before it may have some of them too.)
      for equals in line.indices.lazy.filter({ line[$0] == "=" }).prefix(16) {
        let key = line[..<equals].reversed().drop { $0 == " " || $0 == "\t" }.prefix(4)
        guard String(key.reversed()).lowercased() == "path" else { continue }
        found.append(value(line[line.index(after: equals)...]))
      }
    }
    return found
  }

  /// A value without its quotes, and without the comment behind it.
  private static func value(_ text: Substring) -> String {
    var (value, isQuoted, isEscaped) = ("", false, false)
    for character in text.drop(while: { $0 == " " || $0 == "\t" }) {
      if isEscaped {
        value.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if !isQuoted, character == "#" || character == ";" {
        break
      } else {
        value.append(character)
      }
    }
    while value.last == " " || value.last == "\t" { value.removeLast() }
    return value
  }
}
