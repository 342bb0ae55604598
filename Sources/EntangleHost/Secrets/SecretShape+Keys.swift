extension SecretShape {
  private static let armourEnd = Array("-----END ".utf8)
  private static let armourDashes = Array("-----".utf8)

  /// A private key in armour (RFC 7468, OpenSSH, OpenPGP) that has a body: from its first line to its last.
  /// A line break may be written as `\n`, as in JSON.
  static func armouredKey(_ bytes: SearchedBytes, _ place: Int) -> Range<Int>? {
    let label = place + 11
    guard
      let labelEnd = (label..<min(label + 48, bytes.count)).first(where: {
        bytes[$0] == UInt8(ascii: "-")
      }),
      bytes.hasText(armourDashes, at: labelEnd)
    else { return nil }
    let name = bytes[label..<labelEnd]
    let isPrivate = ["PRIVATE KEY", "PRIVATE KEY BLOCK"].contains {
      let mark = Array($0.utf8)
      return name.suffix(mark.count).elementsEqual(mark)
    }
    guard isPrivate else { return nil }
    let body = labelEnd + 5
    let stop = min(body + 65_536, bytes.count)
    var hasBody = false
    var place = body
    defer { bytes.look(place - label) }
    while place < stop {
      if bytes[place] == UInt8(ascii: "-"), bytes.hasText(armourEnd, at: place) {
        return hasBody ? label - 11..<place : nil
      }
      let end = bytes.endOfRun(from: place, of: .base64, most: 80)
      if end - place >= 32 { hasBody = true }
      place = max(end, place + 1)
      // What is far from it is not its body.
      if !hasBody && place > body + 1_024 { return nil }
    }
    return hasBody ? label - 11..<stop : nil
  }

  private static let puttyLines = Array("Private-Lines: ".utf8)

  /// A private key of PuTTY: from its first line to the one that counts the private lines.
  static func puttyKey(_ bytes: SearchedBytes, _ place: Int) -> Range<Int>? {
    let stop = min(place + 8_192, bytes.count)
    bytes.look(stop - place)
    for end in place..<stop where bytes[end] == puttyLines[0] && bytes.hasText(puttyLines, at: end)
    {
      return place..<min(end + 256, bytes.count)
    }
    return nil
  }

  private static let keyMembers = ["\"seed\": \"", "\"secret\": \""].map { Array($0.utf8) }

  /// A key file of entangle (`Docs/format-keyfile.md`): its secret half, encrypted or not. It stands within
  /// 4 KiB of the schema, whatever the order of the members.
  static func entangleKey(_ bytes: SearchedBytes, _ place: Int) -> Range<Int>? {
    let near = max(0, place - 4_096)..<min(place + 4_096, bytes.count)
    bytes.look(near.count)
    for start in near
    where bytes[start] == UInt8(ascii: "\"") {
      for member in keyMembers where bytes.hasText(member, at: start) {
        let body = start + member.count
        let end = bytes.endOfRun(from: body, of: .base64, most: 100)
        if end - body >= 40 { return body..<end }
      }
    }
    return nil
  }

  /// The secret key that stands near the id of an access key of AWS; the id alone is no secret.
  static func accessKey(_ bytes: SearchedBytes, _ place: Int) -> Range<Int>? {
    let idEnd = bytes.endOfRun(from: place + 4, of: .base32, most: 17)
    guard idEnd == place + 20, !bytes.isWithinWord(at: place) else { return nil }
    if idEnd < bytes.count, SecretAlphabet.name.contains(bytes[idEnd]) { return nil }
    var start = max(0, place - 512)
    let stop = min(idEnd + 512, bytes.count)
    bytes.look(stop - start)
    while start < stop {
      let end = bytes.endOfRun(from: start, of: .base64, most: 64)
      if end - start == 40, isMixed(bytes[start..<end]),
        bytes.looksRandom(start..<end, in: .base64)
      {
        return start..<end
      }
      start = max(end, start + 1)
    }
    return nil
  }

  /// Whether there are small letters, capitals and digits: no hash in hexadecimal digits, no word.
  private static func isMixed(_ text: ArraySlice<UInt8>) -> Bool {
    let kinds: [(Unicode.Scalar, Unicode.Scalar)] = [("a", "z"), ("A", "Z"), ("0", "9")]
    return kinds.allSatisfy { first, last in
      text.contains { UInt8(ascii: first) <= $0 && $0 <= UInt8(ascii: last) }
    }
  }

  /// A JSON web token with a signature (RFC 7515 section 7.1): two objects and at least 43 characters, as
  /// HMAC-SHA-256 makes them.
  static func webToken(_ bytes: SearchedBytes, _ place: Int) -> Range<Int>? {
    guard !bytes.isWithinWord(at: place) else { return nil }
    let head = bytes.endOfRun(from: place, of: .url, most: 4_096)
    guard head - place >= 16, bytes.hasText(Array(".eyJ".utf8), at: head) else { return nil }
    let body = bytes.endOfRun(from: head + 1, of: .url, most: 16_384)
    guard body - head >= 10, body < bytes.count, bytes[body] == UInt8(ascii: ".") else {
      return nil
    }
    let end = bytes.endOfRun(from: body + 1, of: .url, most: 4_096)
    guard end - body > 43, bytes.looksRandom((body + 1)..<end, in: .url) else { return nil }
    return place..<end
  }
}
