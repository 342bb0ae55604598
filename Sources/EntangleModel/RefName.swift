/// The full name of a git ref, kept and compared as bytes (Unicode-equal names are different refs).
public struct RefName: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let bytes: [UInt8]

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  public init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// The name for people: bytes that are not printable ASCII are escaped as `\xNN`.
  public var description: String { displayText(bytes) }

  /// As a word of a command line that somebody may copy.
  public var word: String { shellWord(description) }

  /// What follows `prefix`, or nil where the name does not start with it.
  public func dropping(prefix: String) -> [UInt8]? {
    let start = Array(prefix.utf8)
    return bytes.starts(with: start) ? Array(bytes.dropFirst(start.count)) : nil
  }

  /// Whether git, asked for a branch by its short name, here or as a clone follows it, or for the branch that a remote begins
  /// with, takes this branch or tag instead (`gitrevisions(7)`); or, where file systems take upper and lower case for
  /// the same, finds it in the branch's place.
  public func mayHide(_ branch: RefName) -> Bool {
    guard let wanted = branch.dropping(prefix: "refs/heads/") else { return false }
    guard self != branch,
      let short = dropping(prefix: "refs/tags/") ?? dropping(prefix: "refs/heads/")
    else { return false }
    let (name, own) = (Self.folded(short), Self.folded(wanted))
    return name == own || name == "origin/" + own || name.hasPrefix("refs/")
      || ["origin", "origin/head"].contains(name)
  }

  /// A name as a file system looks it up that ignores case.
  private static func folded(_ name: [UInt8]) -> String {
    String(decoding: name, as: UTF8.self).lowercased()
  }

  public static func < (left: RefName, right: RefName) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

/// What is to be one word of a command line that somebody may copy into a shell, as ref names and remotes of others in hints.
public func shellWord(_ text: String) -> String {
  let plain = "@%+=:,./_-".utf8
  let isPlain = text.utf8.allSatisfy { byte in
    plain.contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
  guard !isPlain || text.isEmpty else { return text }
  return "'"
    + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}

/// Bytes from a repository made fit for a terminal: printable ASCII stays, all else becomes `\xNN`.
public func displayText(_ bytes: some Sequence<UInt8>) -> String {
  var text = ""
  for byte in bytes {
    if byte >= 0x20 && byte < 0x7f {
      text.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      text += "\\x" + Hex.encode([byte])
    }
  }
  return text
}
