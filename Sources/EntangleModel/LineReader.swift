/// Takes lines, each ended by a newline, from the front of bytes without making a list of them.
struct LineReader {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int
  private var next: Range<Int>?

  /// Reads `bytes` up to `end`; what follows the last newline counts as a line.
  init(_ bytes: [UInt8], end: Int) {
    self.bytes = bytes
    self.end = end
    position = 0
    next = nil
    advance()
  }

  /// The line at the front, or nil at the end.
  var first: ArraySlice<UInt8>? { next.map { bytes[$0] } }

  /// Goes past the line at the front.
  mutating func advance() {
    guard position <= end else {
      next = nil
      return
    }
    let stop = bytes.withUnsafeBufferPointer { bytes in
      bytes[position..<end].firstIndex(of: UInt8(ascii: "\n")) ?? end
    }
    next = position..<stop
    position = stop + 1
  }

  /// What follows `name` and `separator` on the line at the front, which is then gone past; nil, and
  /// nothing is gone past, where the line does not begin so.
  mutating func value(_ name: String, _ separator: StaticString) -> ArraySlice<UInt8>? {
    guard let line = next else { return nil }
    var index = line.lowerBound
    for byte in name.utf8 {
      guard index < line.upperBound, bytes[index] == byte else { return nil }
      index += 1
    }
    let matches = separator.withUTF8Buffer { separator in
      for byte in separator {
        guard index < line.upperBound, bytes[index] == byte else { return false }
        index += 1
      }
      return true
    }
    guard matches else { return nil }
    advance()
    return bytes[index..<line.upperBound]
  }
}
