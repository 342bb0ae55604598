/// Looks for secrets by their shape.
///
/// One pass over the bytes: each two of them are looked up in a table, and only where some shape has these
/// two is more looked at, and in all no more than sixteen times the bytes. So the time is that of reading, whatever the
/// shapes are, and whatever was written to make it longer.
public enum SecretSearch {
  /// What a search has found.
  public struct Outcome: Sendable {
    /// In order.
    public let matches: [SecretMatch]
    /// Whether there was so much to look at that the search ended before the bytes did.
    public let isCutOff: Bool
  }

  /// The secrets among some bytes; no more than `most`, among which those that are allowed do not count.
  public static func search(
    _ bytes: [UInt8], most: Int, isAllowed: (Range<Int>) -> Bool = { _ in false }
  ) -> Outcome {
    let searched = SearchedBytes(bytes)
    var found: [SecretMatch] = []
    var pair = 0
    var end = 0
    let groups = anchors.span
    let span = bytes.span
    for index in span.indices {
      pair = (pair << 8 | Int(span[index])) & 0xffff
      let group = groups[pair]
      // (With the first byte, the other one of the pair is 0, with which no shape has to do.)
      guard group != 0, index > end else { continue }
      for shape in shapes[Int(group)] {
        guard let match = shape.match(searched, anchoredAt: index - 1) else { continue }
        if !isAllowed(match.range) { found.append(match) }
        end = max(end, match.range.upperBound)
        break
      }
      if found.count >= most { break }
      if searched.isExhausted { return Outcome(matches: found, isCutOff: true) }
    }
    return Outcome(matches: found, isCutOff: false)
  }

  /// The number of the line on which a place is, from 1 on.
  public static func line(of place: Int, in bytes: [UInt8]) -> Int {
    bytes[..<min(place, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
  }

  private static let grouped: [Int: [SecretShape]] = Dictionary(grouping: SecretShape.all) {
    Int($0.start[$0.anchor]) << 8 | Int($0.start[$0.anchor + 1])
  }

  /// The shapes of each group; the first group is that of no shape.
  private static let shapes: [[SecretShape]] =
    [[]] + grouped.sorted { $0.key < $1.key }.map(\.value)

  /// The group of each two bytes.
  private static let anchors: [UInt8] = {
    var anchors = [UInt8](repeating: 0, count: 65_536)
    for (number, pair) in grouped.keys.sorted().enumerated() {
      anchors[pair] = UInt8(truncatingIfNeeded: number + 1)
    }
    return anchors
  }()
}
