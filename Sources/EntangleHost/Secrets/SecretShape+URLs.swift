extension SecretShape {
  /// The longest user name and password of a URL that are looked at, in bytes.
  private static let longestCredentials = 512

  /// The password in `scheme://user:password@host` (RFC 3986 section 3.2.1), but for what is plainly none:
  /// a variable, the word itself, the user's name again, a host that is reserved for examples (RFC 2606).
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
      !isReserved(host(bytes, from: sign + 1))
    else { return nil }
    return password
  }

  private static let placeholders: Set<String> = [
    "pass", "passwd", "password", "pwd", "pw", "secret", "token", "key", "credentials", "changeme",
    "xxx", "xxxx", "xxxxx", "xxxxxx", "xxxxxxxx", "...",
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

  private static func host(_ bytes: SearchedBytes, from start: Int) -> String {
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

  /// What follows `=` or `:` after the name of a secret: `secret://name` alone is how it is named where it is
  /// not shown.
  static func namedValue(_ bytes: SearchedBytes, _ place: Int) -> Range<Int>? {
    let name = place + 9
    let nameEnd = bytes.endOfRun(from: name, of: .dottedPath, most: 128)
    guard nameEnd > name, nameEnd + 1 < bytes.count,
      [UInt8(ascii: "="), UInt8(ascii: ":")].contains(bytes[nameEnd])
    else { return nil }
    let value = nameEnd + 1
    let end =
      (value..<min(value + longestCredentials, bytes.count)).first {
        bytes[$0] <= 0x20 || "\"'`<>,;)".utf8.contains(bytes[$0])
      } ?? min(value + longestCredentials, bytes.count)
    bytes.look(end - value)
    guard isChosen(bytes[value..<end]) else { return nil }
    return value..<end
  }
}
