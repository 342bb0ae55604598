/// Lowercase hexadecimal (RFC 4648 section 8, restricted to lowercase so that each value has one
/// spelling).
public enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Two lowercase digits for each byte.
  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: encodeBytes(bytes), as: UTF8.self)
  }

  /// Two lowercase digits for each byte, as ASCII bytes.
  public static func encodeBytes(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return text
  }

  /// The bytes that the digits spell; nil where there is an odd number of digits, an uppercase
  /// digit or any other character.
  @inlinable
  public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    var high: UInt8?
    for character in text {
      guard let nibble = nibble(character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | nibble)
        high = nil
      } else {
        high = nibble
      }
    }
    return bytes
  }

  /// Packs the digits into four big-endian words, padded with zeros at the end, together with the
  /// number of bytes; nil where `decode` is, or where there are more than 64 digits.
  @inlinable
  static func words(
    _ text: some Collection<UInt8>
  ) -> (words: (UInt64, UInt64, UInt64, UInt64), count: Int)? {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var position = 0
    for character in text {
      guard position < 64, let nibble = nibble(character) else { return nil }
      let value = UInt64(nibble) << UInt64(60 - 4 * (position & 15))
      switch position >> 4 {
      case 0: words.0 |= value
      case 1: words.1 |= value
      case 2: words.2 |= value
      default: words.3 |= value
      }
      position += 1
    }
    return position.isMultiple(of: 2) ? (words, position / 2) : nil
  }

  @inlinable
  static func nibble(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
