internal import EntangleModel

/// Where the parts of a pack's index stand. All that is asked for lies within the index.
struct PackIndexLayout {
  private static let versionTwo: UInt64 = 0xff74_4f63_0000_0002
  private static let fanoutCount = 256

  /// How many names there are.
  let count: Int
  /// Where the checksum of the pack starts.
  let checksumStart: Int

  private let width: Int
  private let fanoutStart: Int
  private let names: (start: Int, stride: Int)
  private let offsets: (start: Int, stride: Int)
  /// Offsets of eight bytes, to which those of four lead that have the highest bit set.
  private let large: (start: Int, count: Int)

  /// Nil where the lengths do not add up, or the table by first bytes goes down.
  init?(of index: RawSpan, format: ObjectFormat) {
    width = format.byteCount
    let size = index.byteCount
    let isVersionTwo = size >= 8 && index.word(at: 0) == Self.versionTwo
    // (Version 1 begins with the table.)
    fanoutStart = isVersionTwo ? 8 : 0
    let start = fanoutStart + Self.fanoutCount * 4
    guard size >= start + 2 * width else { return nil }
    var last = 0
    for entry in 0..<Self.fanoutCount {
      let next = Int(index.halfWord(at: fanoutStart + entry * 4))
      guard last <= next else { return nil }
      last = next
    }
    count = last
    checksumStart = size - 2 * width
    guard isVersionTwo else {
      offsets = (start, 4 + width)
      names = (start + 4, 4 + width)
      large = (checksumStart, 0)
      guard start + count * (4 + width) == checksumStart else { return nil }
      return
    }
    names = (start, width)
    // Behind the names stands a checksum of four bytes for each entry.
    offsets = (start + count * (width + 4), 4)
    let largeStart = offsets.start + count * 4
    let rest = checksumStart - largeStart
    guard rest >= 0, rest.isMultiple(of: 8), rest / 8 <= count else { return nil }
    large = (largeStart, rest / 8)
  }

  /// How many names begin with this byte (0 to 255) or a smaller one.
  func namesUpTo(_ first: Int, in index: RawSpan) -> Int {
    Int(index.halfWord(at: fanoutStart + first * 4))
  }

  /// A name, by its place, in four words as `ObjectID` has them.
  func name(_ place: Int, in index: RawSpan) -> (UInt64, UInt64, UInt64, UInt64) {
    let start = names.start + place * names.stride
    let first = (index.word(at: start), index.word(at: start + 8))
    guard width == 32 else {
      return (first.0, first.1, UInt64(index.halfWord(at: start + 16)) << 32, 0)
    }
    return (first.0, first.1, index.word(at: start + 16), index.word(at: start + 24))
  }

  /// Where the entry of that place starts; nil where the index does not say it.
  func offset(_ place: Int, in index: RawSpan) -> Int? {
    let offset = index.halfWord(at: offsets.start + place * offsets.stride)
    let isLarge = offsets.stride == 4 && offset >> 31 == 1
    guard isLarge else { return Int(offset) }
    let entry = Int(offset & 0x7fff_ffff)
    guard entry < large.count else { return nil }
    return Int(exactly: index.word(at: large.start + entry * 8))
  }
}

extension RawSpan {
  /// Eight bytes, the first one highest.
  fileprivate func word(at offset: Int) -> UInt64 {
    unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self).bigEndian
  }

  /// Four bytes, the first one highest.
  fileprivate func halfWord(at offset: Int) -> UInt32 {
    unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self).bigEndian
  }
}
