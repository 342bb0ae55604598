extension [UInt8] {
  /// Appends ASCII text that stands in the source.
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }

  /// Appends text in UTF-8.
  mutating func append(text: String) {
    append(contentsOf: text.utf8)
  }

  /// Appends a number in decimal.
  mutating func append(decimal number: Int64) {
    guard number >= 10 else {
      append(text: String(number))
      return
    }
    var digits: (UInt64, Int) = (0, 0)
    var rest = number
    while rest > 0 && digits.1 < 8 {
      digits.0 = digits.0 << 8 | UInt64(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      digits.1 += 1
      rest /= 10
    }
    if rest > 0 { append(decimal: rest) }
    for _ in 0..<digits.1 {
      append(UInt8(truncatingIfNeeded: digits.0))
      digits.0 >>= 8
    }
  }

  /// Appends the first `count` bytes of four big-endian words.
  mutating func append(words: (UInt64, UInt64, UInt64, UInt64), count: Int) {
    let bigEndian = (
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
    )
    Swift.withUnsafeBytes(of: bigEndian) { append(contentsOf: $0.prefix(count)) }
  }

  /// Appends the first `count` bytes of four big-endian words, a multiple of four, in lowercase
  /// hexadecimal.
  mutating func append(hex words: (UInt64, UInt64, UInt64, UInt64), count: Int) {
    for index in 0..<(count / 4) {
      let word =
        switch index / 2 {
        case 0: words.0
        case 1: words.1
        case 2: words.2
        default: words.3
        }
      let bits = UInt32(truncatingIfNeeded: index.isMultiple(of: 2) ? word >> 32 : word)
      Swift.withUnsafeBytes(of: Hex.digits(bits).bigEndian) { append(contentsOf: $0) }
    }
  }
}
