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
    text.withContiguousStorageIfAvailable { words(digits: $0) }
      ?? Array(text).withUnsafeBufferPointer { words(digits: $0) }
  }

  @usableFromInline
  static func words(
    digits: UnsafeBufferPointer<UInt8>
  ) -> (words: (UInt64, UInt64, UInt64, UInt64), count: Int)? {
    guard digits.count <= 64, digits.count.isMultiple(of: 2) else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let bytes = UnsafeRawBufferPointer(digits)
    for start in stride(from: 0, to: digits.count, by: 8) {
      let bits: UInt32?
      if start + 8 <= digits.count {
        bits = self.bits(
          UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
      } else {
        bits = self.bits(rest: digits[start...])
      }
      guard let bits else { return nil }
      let half = UInt64(bits) << (start & 8 == 0 ? 32 : 0)
      switch start / 16 {
      case 0: words.0 |= half
      case 1: words.1 |= half
      case 2: words.2 |= half
      default: words.3 |= half
      }
    }
    return (words, digits.count / 2)
  }

  /// What eight digits spell, the first of which is in the highest byte: the inverse of `digits`.
  static func bits(_ text: UInt64) -> UInt32? {
    let letters = text >> 6 & 0x0101_0101_0101_0101
    var nibbles = (text & 0x0f0f_0f0f_0f0f_0f0f) &+ letters &* 9
    nibbles = (nibbles | nibbles >> 4) & 0x00ff_00ff_00ff_00ff
    nibbles = (nibbles | nibbles >> 8) & 0x0000_ffff_0000_ffff
    let bits = UInt32(truncatingIfNeeded: nibbles | nibbles >> 16)
    // Anything but lowercase digits is written otherwise.
    return digits(bits) == text ? bits : nil
  }

  /// The same of fewer than eight digits, in the highest bits.
  private static func bits(rest digits: Slice<UnsafeBufferPointer<UInt8>>) -> UInt32? {
    var bits: UInt32 = 0
    for digit in digits {
      guard let nibble = nibble(digit) else { return nil }
      bits = bits << 4 | UInt32(nibble)
    }
    return bits << UInt32(4 * (8 - digits.count))
  }

  /// Eight ASCII digits, the first one in the highest byte.
  static func digits(_ bits: UInt32) -> UInt64 {
    var nibbles = UInt64(bits)
    nibbles = (nibbles << 16 | nibbles) & 0x0000_ffff_0000_ffff
    nibbles = (nibbles << 8 | nibbles) & 0x00ff_00ff_00ff_00ff
    nibbles = (nibbles << 4 | nibbles) & 0x0f0f_0f0f_0f0f_0f0f
    // Ten and more carry into the fifth bit when six is added.
    let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
  }

  @inlinable
  static func nibble(_ character: UInt8) -> UInt8? {
    let digit = character &- UInt8(ascii: "0")
    if digit < 10 { return digit }
    let letter = character &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : nil
  }
}
