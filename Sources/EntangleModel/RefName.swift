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

  /// What follows `prefix`, or nil where the name does not start with it.
  public func dropping(prefix: String) -> [UInt8]? {
    let start = Array(prefix.utf8)
    return bytes.starts(with: start) ? Array(bytes.dropFirst(start.count)) : nil
  }

  /// Whether git, asked for a branch by its short name, here or as a clone follows it, takes this branch or tag instead
  /// (`gitrevisions(7)`).
  public func mayHide(_ branch: RefName) -> Bool {
    guard let wanted = branch.dropping(prefix: "refs/heads/") else { return false }
    let followed = Array("origin/".utf8) + wanted
    if let tag = dropping(prefix: "refs/tags/") {
      return tag == wanted || tag == followed || tag.starts(with: Array("refs/".utf8))
    }
    guard let other = dropping(prefix: "refs/heads/") else { return false }
    return other == followed || other.starts(with: Array("refs/".utf8))
  }

  public static func < (left: RefName, right: RefName) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
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
