/// The bytes of which tokens are made.
enum SecretAlphabet {
  /// Letters and digits.
  case word
  /// Letters, digits and `_`.
  case name
  /// Letters, digits and `-`.
  case dashed
  /// Letters, digits, `-` and `_`: base64 for URLs (RFC 4648 section 5).
  case url
  /// As `url`, and `.`.
  case dotted
  /// As `dotted`, and `/`.
  case dottedPath
  /// Letters, digits and `/`.
  case path
  /// Base64 (RFC 4648 section 4) without `=`.
  case base64
  /// Capitals and the digits 2 to 7: base32 (RFC 4648 section 6).
  case base32

  func contains(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "2")...UInt8(ascii: "7"): true
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0"), UInt8(ascii: "1"),
      UInt8(ascii: "8"), UInt8(ascii: "9"):
      if case .base32 = self { false } else { true }
    case UInt8(ascii: "_"):
      switch self {
      case .name, .url, .dotted, .dottedPath: true
      default: false
      }
    case UInt8(ascii: "-"):
      switch self {
      case .dashed, .url, .dotted, .dottedPath: true
      default: false
      }
    case UInt8(ascii: "."):
      switch self {
      case .dotted, .dottedPath: true
      default: false
      }
    case UInt8(ascii: "/"):
      switch self {
      case .path, .base64, .dottedPath: true
      default: false
      }
    case UInt8(ascii: "+"): if case .base64 = self { true } else { false }
    default: false
    }
  }

  /// Whether it has signs between which people write words, so that a text without a digit is rather one of
  /// theirs.
  var joinsWords: Bool {
    switch self {
    case .dashed, .url, .dotted, .dottedPath, .path: true
    case .word, .name, .base64, .base32: false
    }
  }
}

extension [UInt8] {
  /// Where a run of bytes of an alphabet ends that begins at a place; it is not followed for more than
  /// `most` bytes.
  func endOfRun(from start: Int, of alphabet: SecretAlphabet, most: Int) -> Int {
    let stop = Swift.min(count, start + most)
    var end = start
    while end < stop, alphabet.contains(self[end]) { end += 1 }
    return end
  }

  /// Whether a text stands at a place.
  func hasText(_ text: [UInt8], at place: Int) -> Bool {
    guard place >= 0, place + text.count <= count else { return false }
    for offset in text.indices where self[place + offset] != text[offset] { return false }
    return true
  }

  /// Whether the byte before a place belongs to a word that goes on there.
  func isWithinWord(at place: Int) -> Bool {
    place > 0 && SecretAlphabet.name.contains(self[place - 1])
  }

  /// Whether a text may have come from a machine: many different characters, a digit where an alphabet asks
  /// for one, and nobody has written that it is an example.
  func looksRandom(_ range: Range<Int>, in alphabet: SecretAlphabet) -> Bool {
    var seen: (UInt64, UInt64) = (0, 0)
    var hasDigit = false
    for byte in self[range] {
      if byte < 64 { seen.0 |= 1 << UInt64(byte) } else { seen.1 |= 1 << UInt64(byte & 63) }
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { hasDigit = true }
    }
    guard seen.0.nonzeroBitCount + seen.1.nonzeroBitCount >= 8 else { return false }
    if alphabet.joinsWords && !hasDigit { return false }
    let mark = Array("example".utf8)
    guard range.count >= mark.count else { return true }
    for start in range.lowerBound...(range.upperBound - mark.count)
    where self[start] | 0x20 == mark[0] {
      let text = self[start..<(start + mark.count)].map { $0 | 0x20 }
      if text == mark { return false }
    }
    return true
  }
}
