import EntangleModel

/// The name of a file as the kernel takes it: bytes without NUL, compared bytewise.
public struct FilePath: Sendable, Hashable, Comparable, CustomStringConvertible,
  ExpressibleByStringLiteral
{
  /// The name as given, neither made absolute nor cleaned.
  public let bytes: [UInt8]

  /// Takes any bytes; an empty name or one with a NUL is refused by every function that uses it.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Takes the UTF-8 bytes of `text`.
  public init(_ text: String) {
    bytes = Array(text.utf8)
  }

  public init(stringLiteral text: String) {
    bytes = Array(text.utf8)
  }

  /// The name for people: bytes that are not printable ASCII are escaped as `\xNN`.
  public var description: String { displayText(bytes) }

  /// The name as an argument of a program or library that takes text. What is not UTF-8 in it becomes U+FFFD, so that it
  /// leads nowhere.
  public var argument: String { String(decoding: bytes, as: UTF8.self) }

  /// The name as text; nil where it is not UTF-8.
  public var text: String? { String(validating: bytes, as: UTF8.self) }

  /// Whether the name starts at the root directory.
  public var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }

  /// The name of `component` inside this directory, with exactly one `/` between them.
  public func appending(_ component: some Sequence<UInt8>) -> FilePath {
    FilePath(bytes + (bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + component)
  }

  /// The name of `component` inside this directory, with exactly one `/` between them.
  public func appending(_ component: String) -> FilePath { appending(component.utf8) }

  /// The directory that holds the file: what `dirname(1)` prints, trailing slashes aside.
  public var parent: FilePath {
    let trimmed = Self.trimmed(bytes[...])
    guard let slash = trimmed.lastIndex(of: UInt8(ascii: "/")) else {
      return trimmed.isEmpty && isAbsolute ? "/" : "."
    }
    let head = Self.trimmed(trimmed[..<slash])
    return head.isEmpty ? "/" : FilePath(Array(head))
  }

  /// The last component, trailing slashes aside: what `basename(1)` prints; empty for `/`.
  public var lastComponent: [UInt8] {
    let trimmed = Self.trimmed(bytes[...])
    guard let slash = trimmed.lastIndex(of: UInt8(ascii: "/")) else { return Array(trimmed) }
    return Array(trimmed[(slash + 1)...])
  }

  public static func < (left: FilePath, right: FilePath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let last = bytes.lastIndex(where: { $0 != UInt8(ascii: "/") }) else { return [] }
    return bytes[...last]
  }
}
