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
