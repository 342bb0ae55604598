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

  /// Appends the first `count` bytes of four big-endian words in lowercase hexadecimal.
  mutating func append(hex words: (UInt64, UInt64, UInt64, UInt64), count: Int) {
    var left = count * 2
    for index in 0..<4 {
      let word = index == 0 ? words.0 : index == 1 ? words.1 : index == 2 ? words.2 : words.3
      var shift = 60
      while shift >= 0 && left > 0 {
        let nibble = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15
        append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
        shift -= 4
        left -= 1
      }
    }
  }
}
