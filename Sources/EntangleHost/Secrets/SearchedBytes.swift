/// Bytes that are searched for secrets, and how much has been looked at around the places where one may be.
///
/// Each such place lets a shape look further, some of them at thousands of bytes: whoever writes the same beginning
/// over and over would have everything looked at a thousand times. So what is looked at is counted, and the search
/// ends where it is too much.
final class SearchedBytes {
  private let bytes: [UInt8]
  /// How many bytes have been looked at.
  private var looked = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var count: Int { bytes.count }

  /// Whether more was looked at than any file asks for that was not written to that end: a megabyte, and each
  /// byte sixteen times.
  var isExhausted: Bool { looked > 1 << 20 && looked / 16 > bytes.count }

  subscript(place: Int) -> UInt8 { bytes[place] }
  subscript(range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

  /// Counts bytes that are looked at.
  func look(_ count: Int) { looked += count }

  /// Where a run of bytes of an alphabet ends that begins at a place; it is not followed for more than
  /// `most` bytes.
  func endOfRun(from start: Int, of alphabet: SecretAlphabet, most: Int) -> Int {
    let stop = min(count, start + most)
    var end = start
    while end < stop, alphabet.contains(bytes[end]) { end += 1 }
    look(end - start)
    return end
  }

  /// The next place from one on where none of these bytes stands; no more than `most` are passed.
  func skip(_ passed: [UInt8], from start: Int, most: Int) -> Int {
    let stop = min(count, start + most)
    var end = start
    while end < stop, passed.contains(bytes[end]) { end += 1 }
    look(end - start)
    return end
  }

  /// Whether a text stands at a place.
  func hasText(_ text: [UInt8], at place: Int) -> Bool {
    guard place >= 0, place + text.count <= count else { return false }
    for offset in text.indices where bytes[place + offset] != text[offset] { return false }
    return true
  }

  /// Whether the byte before a place belongs to a word that goes on there.
  func isWithinWord(at place: Int) -> Bool {
    place > 0 && SecretAlphabet.name.contains(bytes[place - 1])
  }

  /// Whether a text may have come from a machine: many different characters, a digit where an alphabet asks
  /// for one, and nobody has written that it is an example.
  func looksRandom(_ range: Range<Int>, in alphabet: SecretAlphabet) -> Bool {
    var seen: (UInt64, UInt64) = (0, 0)
    var hasDigit = false
    look(2 * range.count)
    for byte in bytes[range] {
      if byte < 64 { seen.0 |= 1 << UInt64(byte) } else { seen.1 |= 1 << UInt64(byte & 63) }
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { hasDigit = true }
    }
    guard seen.0.nonzeroBitCount + seen.1.nonzeroBitCount >= 8 else { return false }
    if alphabet.joinsWords && !hasDigit { return false }
    let mark = Array("example".utf8)
    guard range.count >= mark.count else { return true }
    for start in range.lowerBound...(range.upperBound - mark.count)
    where bytes[start] | 0x20 == mark[0] {
      let text = bytes[start..<(start + mark.count)].map { $0 | 0x20 }
      if text == mark { return false }
    }
    return true
  }
}
