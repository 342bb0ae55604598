internal import EntangleSystem

/// Finds the object folders that make up one object database.
enum ObjectDirectories {
  /// How many folders may follow from each other before git stops as well (`object-file.c`).
  private static let deepest = 5

  /// The folders to read from; objects are written into the first.
  ///
  /// `named` are folders that the caller chose. `following` says whether `info/alternates` files
  /// are obeyed as well (`gitrepository-layout(5)`); folders that do not exist are left out.
  static func resolve(
    primary: FilePath, named: [FilePath], following: Bool
  ) throws(GitError) -> [FilePath] {
    var found: [FilePath] = []
    var seen: Set<FilePath> = []
    var waiting = ([primary] + named).map { (path: $0, depth: 0) }
    var position = 0
    while position < waiting.count {
      let (path, depth) = waiting[position]
      position += 1
      let real: FilePath
      do {
        real = try FileSystem.realPath(path)
      } catch {
        if position == 1 { throw .system(error) }
        continue
      }
      guard seen.insert(real).inserted else { continue }
      found.append(real)
      guard following, depth < deepest else { continue }
      waiting += try alternates(of: real).map { ($0, depth + 1) }
    }
    return found
  }

  /// The folders in a list as git spells it in `GIT_ALTERNATE_OBJECT_DIRECTORIES` (separated by
  /// colons) or `info/alternates` (by newlines): a part that starts with `"` is C-quoted, one that
  /// starts with `#` is a comment. Relative ones start at `base`.
  static func parse(list: [UInt8], separator: UInt8, base: FilePath) -> [FilePath] {
    var paths: [FilePath] = []
    var rest = list[...]
    while let first = rest.first {
      var part: [UInt8]
      if first == UInt8(ascii: "\""), let quoted = unquote(&rest) {
        part = quoted
        rest = rest.drop { $0 != separator }
      } else {
        part = Array(rest.prefix { $0 != separator })
        rest = rest.dropFirst(part.count)
        if first == UInt8(ascii: "#") { part = [] }
      }
      rest = rest.dropFirst()
      guard !part.isEmpty else { continue }
      let path = FilePath(part)
      paths.append(path.isAbsolute ? path : base.appending(part))
    }
    return paths
  }

  private static func alternates(of directory: FilePath) throws(GitError) -> [FilePath] {
    let file = directory.appending("info/alternates")
    guard let list = try GitFiles.content(of: file, limit: StorageLimits.alternatesBytes) else {
      return []
    }
    return parse(list: list, separator: UInt8(ascii: "\n"), base: directory)
  }

  /// Takes a C-quoted text from the front; nil, and nothing taken, where it has no end.
  private static func unquote(_ text: inout ArraySlice<UInt8>) -> [UInt8]? {
    var rest = text.dropFirst()
    var plain: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") {
        text = rest
        return plain
      }
      guard byte == UInt8(ascii: "\\") else {
        plain.append(byte)
        continue
      }
      guard let escaped = unescape(&rest) else { return nil }
      plain.append(escaped)
    }
    return nil
  }

  private static func unescape(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
    guard let byte = rest.popFirst() else { return nil }
    switch byte {
    case UInt8(ascii: "a"): return 7
    case UInt8(ascii: "b"): return 8
    case UInt8(ascii: "t"): return 9
    case UInt8(ascii: "n"): return 10
    case UInt8(ascii: "v"): return 11
    case UInt8(ascii: "f"): return 12
    case UInt8(ascii: "r"): return 13
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return byte
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      let digits = rest.prefix(2)
      guard digits.count == 2, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
      rest = rest.dropFirst(2)
      return digits.reduce(byte & 7) { $0 << 3 | ($1 & 7) }
    default: return nil
    }
  }
}
