internal import EntangleModel

/// The path of an output, relative to the workspace: names joined by single slashes, each of which
/// can safely become a name in a git tree on any machine.
///
/// A name is well-formed UTF-8 of 1 to 255 bytes; is not `.`, `..` or anything that some file system
/// takes for `.git`; and holds no control, format, line-separator or unassigned characters.
public struct OutputPath: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The path as it is in the workspace.
  public let bytes: [UInt8]

  /// The longest path, in bytes.
  public static let maximumByteCount = 4096

  /// Throws `RunnerError.output` with `OutputRefusal.name` for any other path.
  public init(_ text: String) throws(RunnerError) {
    try self.init(Array(text.utf8))
  }

  /// Throws `RunnerError.output` with `OutputRefusal.name` for any other path.
  public init(_ bytes: [UInt8]) throws(RunnerError) {
    self.bytes = bytes
    guard bytes.count <= Self.maximumByteCount else {
      throw .output(path: bytes, .name(cause: "the path is longer than 4096 bytes"))
    }
    for name in names {
      if let cause = Self.objection(to: name) { throw .output(path: bytes, .name(cause: cause)) }
    }
  }

  /// The parts between the slashes.
  var names: [[UInt8]] {
    bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Array($0) }
  }

  /// The path for people, with unprintable characters escaped.
  public var description: String { displayText(bytes) }

  /// The path as it is: valid UTF-8, as the initialiser sees to.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  public static func < (left: OutputPath, right: OutputPath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  private static func objection(to name: [UInt8]) -> String? {
    guard !name.isEmpty else { return "the path is empty, absolute or has an empty part" }
    guard name.count <= 255 else { return "a name is longer than 255 bytes" }
    guard let text = String(validating: name, as: UTF8.self) else {
      return "a name is not well-formed UTF-8"
    }
    if text == "." || text == ".." { return "a part of the path is '.' or '..'" }
    let unfit: Set<Unicode.GeneralCategory> = [
      .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned,
    ]
    for scalar in text.unicodeScalars where unfit.contains(scalar.properties.generalCategory) {
      return "a name holds an invisible or unassigned character"
    }
    return isGitFolder(text) ? "a part of the path stands for '.git'" : nil
  }

  /// Whether some file system takes the name for `.git`: any case; NTFS drops dots and spaces at the
  /// end, cuts names at a colon or backslash, and knows it as `git~1`; HFS+ drops characters that
  /// show nothing, and those are refused before.
  private static func isGitFolder(_ name: String) -> Bool {
    var folded = name.lowercased()[...]
    if let end = folded.firstIndex(where: { $0 == ":" || $0 == "\\" }) { folded = folded[..<end] }
    while folded.last == "." || folded.last == " " { folded.removeLast() }
    return folded == ".git" || folded.hasPrefix("git~") || name.lowercased().contains("\\.git")
  }
}
