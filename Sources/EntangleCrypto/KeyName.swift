/// The name of a key in a key store: lowercase runs of `[a-z0-9]` joined by `.`, `_` or `-`, at
/// most 100 bytes, so that it is a file name everywhere and a path nowhere.
public struct KeyName: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The longest name, in bytes.
  public static let limit = 100

  /// The name as it is written.
  public let description: String

  /// Nil for a text that is no name.
  public init?(_ text: String) {
    var afterRun = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        afterRun = true
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        guard afterRun else { return nil }
        afterRun = false
      default:
        return nil
      }
    }
    guard afterRun, text.utf8.count <= Self.limit else { return nil }
    description = text
  }

  public static func < (left: KeyName, right: KeyName) -> Bool {
    left.description < right.description
  }
}
