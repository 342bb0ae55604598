/// The name of a principal, person, tenant or policy (`Docs/format.md` section 1, *id*).
public struct PrincipalID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The name: ASCII.
  public let text: String

  /// Takes runs of `a`-`z`, `0`-`9` joined by single `.`, `_` or `-`, at most 100 bytes, not ending
  /// `.lock`; anything else is no name.
  public init?(_ bytes: some Collection<UInt8>) {
    guard (1...100).contains(bytes.count) else { return nil }
    var afterJoint = true
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        afterJoint = false
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        guard !afterJoint else { return nil }
        afterJoint = true
      default: return nil
      }
    }
    guard !afterJoint, !bytes.suffix(5).elementsEqual(".lock".utf8) else { return nil }
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// Takes a name as text.
  public init?(_ text: String) {
    self.init(text.utf8)
  }

  public var description: String { text }

  public static func < (left: PrincipalID, right: PrincipalID) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}
