/// The type of a git object, spelled as in its header (`git-cat-file(1)`).
public enum ObjectType: String, Sendable, Hashable, CaseIterable {
  case commit
  case tree
  case blob
  case tag
}

/// An object as the object database gave it: untrusted bytes, not yet parsed.
public struct RawObject: Sendable, Hashable {
  /// What the object database says it is.
  public let type: ObjectType

  /// The content, without git's `type SP size NUL` header.
  public let content: [UInt8]

  public init(type: ObjectType, content: [UInt8]) {
    self.type = type
    self.content = content
  }

  /// The header that git hashes in front of the content: `type SP size NUL`.
  public var header: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(32)
    text.append(text: type.rawValue)
    text.append(UInt8(ascii: " "))
    text.append(decimal: Int64(content.count))
    text.append(0)
    return text
  }
}
