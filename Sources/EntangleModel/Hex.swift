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
    guard text.count <= 64 else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var word: UInt64 = 0
    var position = 0
    for character in text {
      guard let nibble = nibble(character) else { return nil }
      word = word << 4 | UInt64(nibble)
      position += 1
      if position & 15 == 0 {
        put(word, at: position >> 4 - 1, of: &words)
        word = 0
      }
    }
    let rest = position & 15
    if rest > 0 { put(word << UInt64(64 - 4 * rest), at: position >> 4, of: &words) }
    return position.isMultiple(of: 2) ? (words, position / 2) : nil
  }

  @inlinable
  static func put(
    _ word: UInt64, at index: Int, of words: inout (UInt64, UInt64, UInt64, UInt64)
  ) {
    switch index {
    case 0: words.0 = word
    case 1: words.1 = word
    case 2: words.2 = word
    default: words.3 = word
    }
  }

  @inlinable
  static func nibble(_ character: UInt8) -> UInt8? {
    let digit = character &- UInt8(ascii: "0")
    if digit < 10 { return digit }
    let letter = character &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : nil
  }
}
