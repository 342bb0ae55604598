/// Base64 with padding (RFC 4648 section 4), strict: one spelling for each value.
public enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
    return table
  }()

  /// The padded text, as ASCII bytes.
  public static func encodeBytes(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let left = bytes.count - index
      let group =
        UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
        | (left > 2 ? UInt32(bytes[index + 2]) : 0)
      text.append(alphabet[Int(group >> 18)])
      text.append(alphabet[Int(group >> 12 & 63)])
      text.append(left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
      text.append(left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
      index += 3
    }
    return text
  }

  /// The padded text.
  public static func encode(_ bytes: [UInt8]) -> String {
    String(decoding: encodeBytes(bytes), as: UTF8.self)
  }

  /// The bytes; nil where a character is not of the alphabet, padding is missing or misplaced,
  /// or an unused bit is set.
  public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    text.withContiguousStorageIfAvailable { decode(contiguous: $0) }
      ?? Array(text).withUnsafeBufferPointer { decode(contiguous: $0) }
  }

  private static func decode(contiguous text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3) { buffer, count in
      let decoded = decode(text, into: buffer)
      isWhole = decoded != nil
      count = decoded ?? 0
    }
    return isWhole ? bytes : nil
  }

  /// Writes the bytes to the start of `output`, and answers how many they are; nil where `decode(_:)`
  /// is, or where there is no room for three bytes for each four characters.
  static func decode(
    _ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> Int? {
    guard text.count.isMultiple(of: 4), output.count >= text.count / 4 * 3 else { return nil }
    guard !text.isEmpty else { return 0 }
    return values.withUnsafeBufferPointer { values in
      var filled = 0
      for start in stride(from: 0, to: text.count - 4, by: 4) {
        guard let group = group(text, start, values) else { return nil }
        output[filled] = UInt8(truncatingIfNeeded: group >> 16)
        output[filled + 1] = UInt8(truncatingIfNeeded: group >> 8)
        output[filled + 2] = UInt8(truncatingIfNeeded: group)
        filled += 3
      }
      return last(text, values, output, filled)
    }
  }

  /// The value of four characters of the alphabet.
  private static func group(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ values: UnsafeBufferPointer<UInt8>
  ) -> UInt32? {
    let first = values[Int(text[start])]
    let second = values[Int(text[start + 1])]
    let third = values[Int(text[start + 2])]
    let fourth = values[Int(text[start + 3])]
    // What is of the alphabet has a value below 64.
    guard (first | second | third | fourth) & 0xc0 == 0 else { return nil }
    return UInt32(first) << 18 | UInt32(second) << 12 | UInt32(third) << 6 | UInt32(fourth)
  }

  /// Writes what the last four characters stand for: one to three bytes. Answers how many there are now.
  private static func last(
    _ text: UnsafeBufferPointer<UInt8>, _ values: UnsafeBufferPointer<UInt8>,
    _ output: UnsafeMutableBufferPointer<UInt8>, _ filled: Int
  ) -> Int? {
    let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
    var group: UInt32 = 0
    for character in text.suffix(4).dropLast(padding) {
      let value = values[Int(character)]
      guard value < 64 else { return nil }
      group = group << 6 | UInt32(value)
    }
    group <<= UInt32(6 * padding)
    let unused: UInt32 = padding == 2 ? 0xffff : padding == 1 ? 0xff : 0
    guard group & unused == 0 else { return nil }
    for place in 0..<(3 - padding) {
      output[filled + place] = UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * place))
    }
    return filled + 3 - padding
  }
}
