extension SecretShape {
  /// The longest user name and password of a URL that are looked at, in bytes.
  private static let longestCredentials = 512

  /// The password in `scheme://user:password@host` (RFC 3986 section 3.2.1), but for what is plainly none:
  /// a variable, the word itself, the user's name again, a host that is reserved for examples (RFC 2606). Nor is the tag of an
  /// image one, which the image's digest follows.
  static func urlPassword(_ bytes: SearchedBytes, _ place: Int) -> Range<Int>? {
    guard bytes.isWithinWord(at: place) else { return nil }
    var colon: Int?
    var sign: Int?
    scan: for index in (place + 3)..<min(place + 3 + longestCredentials, bytes.count) {
      bytes.look(1)
      switch bytes[index] {
      case UInt8(ascii: ":"): colon = colon ?? index
      case UInt8(ascii: "@"): sign = index
      case 0...0x20, 0x7f, UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"),
        UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "<"),
        UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: ","), UInt8(ascii: "|"):
        break scan
      default: break
      }
    }
    guard let colon, let sign, colon < sign else { return nil }
    let password = (colon + 1)..<sign
    let user = bytes[(place + 3)..<colon]
    guard !bytes[password].elementsEqual(user), isChosen(bytes[password]),
      !isDigest(bytes, at: sign + 1), !isReserved(host(bytes, from: sign + 1))
    else { return nil }
    return password
  }

  /// Whether the digest of an image stands at a place, `sha256:` and hexadecimal digits, as many as no port has.
  private static func isDigest(_ bytes: SearchedBytes, at place: Int) -> Bool {
    ["sha256:", "sha512:"].contains { algorithm in
      let start = place + algorithm.utf8.count
      return bytes.hasText(Array(algorithm.utf8), at: place)
        && bytes.skip(Array("0123456789abcdef".utf8), from: start, most: 64) == start + 64
    }
  }

  private static let placeholders: Set<String> = [
    "pass", "passwd", "password", "pwd", "pw", "secret", "token", "key", "credentials", "changeme",
    "xxx", "xxxx", "xxxxx", "xxxxxx", "xxxxxxxx", "...", "null", "none", "true", "false",
  ]

  private static func isChosen(_ password: ArraySlice<UInt8>) -> Bool {
    guard password.count >= 3, !password.contains(where: { "${}()[]*".utf8.contains($0) }) else {
      return false
    }
    // A variable of a shell for Windows: %NAME%.
    if password.first == UInt8(ascii: "%") && password.last == UInt8(ascii: "%") { return false }
    let text = String(decoding: password, as: UTF8.self).lowercased()
    return !placeholders.contains(text) && !text.contains("example")
  }

  /// The host at a place; empty where there is none, or an address that is for documentation (RFC 3849).
  private static func host(_ bytes: SearchedBytes, from start: Int) -> String {
    if start < bytes.count, bytes[start] == UInt8(ascii: "[") {
      let end = bytes.skip(Array("0123456789abcdefABCDEF:.".utf8), from: start + 1, most: 64)
      let address = String(decoding: bytes[(start + 1)..<end], as: UTF8.self).lowercased()
      guard end < bytes.count, "]%".utf8.contains(bytes[end]),
        address.count(where: { $0 == ":" }) > 1, !address.hasPrefix("2001:db8:")
      else { return "" }
      return "[\(address)]"
    }
    let end = bytes.endOfRun(from: start, of: .dotted, most: 256)
    return String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
  }

  private static func isReserved(_ host: String) -> Bool {
    if host.isEmpty { return true }
    let parts = host.split(separator: ".")
    guard let last = parts.last else { return true }
    if ["example", "invalid", "test"].contains(last) { return true }
    return parts.count > 1 && parts[parts.count - 2] == "example"
  }

  /// What follows `=` or `:` after the name of a secret, either of them in quotes or not: `secret://name` alone is how it is named
  /// where it is not shown. What follows a blank is a value where its line ends with it, and not the next word of a sentence.
  static func namedValue(_ bytes: SearchedBytes, _ place: Int) -> Range<Int>? {
    let name = place + 9
    let nameEnd = bytes.endOfRun(from: name, of: .dottedPath, most: 128)
    guard nameEnd > name else { return nil }
    let quote = bytes.skip(quotes, from: nameEnd, most: 1)
    let sign = bytes.skip(blanks, from: quote, most: 16)
    guard sign < bytes.count, [UInt8(ascii: "="), UInt8(ascii: ":")].contains(bytes[sign]) else {
      return nil
    }
    let blank = bytes.skip(blanks, from: sign + 1, most: 16)
    let value = bytes.skip(quotes, from: blank, most: 1)
    let stop = min(value + longestCredentials, bytes.count)
    guard value < stop else { return nil }
    let end =
      (value..<stop).first { bytes[$0] <= 0x20 || "\"'`<>,;)".utf8.contains(bytes[$0]) } ?? stop
    bytes.look(end - value)
    guard isChosen(bytes[value..<end]) else { return nil }
    let isValue =
      if value > blank {
        true
      } else {
        // (What follows a name in quotes without any is code.)
        quote == nameEnd && (nameEnd == sign && sign + 1 == value || isLast(bytes, from: end))
      }
    return isValue ? value..<end : nil
  }

  private static let quotes = Array("\"'`".utf8)
  private static let blanks = Array(" \t".utf8)

  /// Whether a line has nothing more from a place on, but what closes a list or begins a comment.
  private static func isLast(_ bytes: SearchedBytes, from end: Int) -> Bool {
    let next = bytes.skip(quotes + blanks + Array(",;})]".utf8), from: end, most: 16)
    return next >= bytes.count || "\r\n#".utf8.contains(bytes[next])
  }
}
