/// An annotated tag as git reads it, with nothing in it that git tools read differently.
public struct CodeTag: Sendable, Hashable {
  /// The commit that it names.
  public let target: ObjectID
  /// The name that it says it has.
  public let name: [UInt8]
  /// The armour at its end; empty where there is none.
  public let signatureArmour: [UInt8]
  /// The tag before the armour: what git signs.
  public let payload: [UInt8]

  /// Reads a tag's content: the headers `object`, `type commit`, `tag`, `tagger`, in this order and no
  /// other, an empty line, the message, and perhaps an OpenSSH signature, which nothing follows.
  ///
  /// Nil for anything else, or where a NUL stands anywhere.
  public init?(content: [UInt8], format: ObjectFormat) {
    guard !content.contains(0) else { return nil }
    let lines = content.split(
      separator: UInt8(ascii: "\n"), maxSplits: 5, omittingEmptySubsequences: false)
    guard lines.count == 6, lines[4].isEmpty,
      let object = Self.value("object", lines[0]), let target = ObjectID(hex: object),
      target.format == format, let type = Self.value("type", lines[1]),
      type.elementsEqual("commit".utf8), let name = Self.value("tag", lines[2]),
      Self.value("tagger", lines[3]) != nil
    else { return nil }
    self.target = target
    self.name = Array(name)
    let begin = Self.armourStart(content) ?? content.count
    payload = Array(content[..<begin])
    signatureArmour = Array(content[begin...])
  }

  private static func value(_ name: String, _ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let start = Array((name + " ").utf8)
    guard line.starts(with: start), line.count > start.count else { return nil }
    return line.dropFirst(start.count)
  }

  /// Where git takes the signature to begin: at the last line that begins an armour.
  private static func armourStart(_ content: [UInt8]) -> Int? {
    let mark = Array("-----BEGIN ".utf8)
    var found: Int?
    for start in content.indices
    where (start == 0 || content[start - 1] == UInt8(ascii: "\n"))
      && content[start...].starts(with: mark)
    {
      found = start
    }
    return found
  }
}
