import EntangleModel

@testable import EntangleGit

/// A pack and its index, written entry by entry; nothing in them need be right.
struct HandMadePack {
  private(set) var pack = Array("PACK\0\0\0\u{2}\0\0\0\0".utf8)
  private(set) var places: [(id: ObjectID, offset: Int)] = []
  private let format: ObjectFormat

  init(_ format: ObjectFormat = .sha1) {
    self.format = format
  }

  /// Appends an entry: its type in git's numbers, what stands between size and content, the content and
  /// the size that it is said to have. Answers where it starts.
  @discardableResult
  mutating func add(
    _ id: ObjectID, type: UInt8, base: [UInt8] = [], _ content: [UInt8], size: Int? = nil
  ) -> Int {
    let offset = pack.count
    places.append((id, offset))
    var rest = size ?? content.count
    var first = type << 4 | UInt8(rest & 15)
    rest >>= 4
    while rest > 0 {
      pack.append(first | 0x80)
      first = UInt8(rest & 0x7f)
      rest >>= 7
    }
    pack.append(first)
    pack += base + (LooseObjects.compressed(content) ?? [])
    return offset
  }

  /// How far back the base of a delta lies.
  static func distance(_ distance: Int) -> [UInt8] {
    var bytes = [UInt8(distance & 0x7f)]
    var rest = distance >> 7
    while rest > 0 {
      rest -= 1
      bytes.insert(UInt8(rest & 0x7f) | 0x80, at: 0)
      rest >>= 7
    }
    return bytes
  }

  /// A delta: both sizes, each below 128, and the instructions.
  static func delta(_ baseSize: UInt8, _ size: UInt8, _ instructions: [UInt8]) -> [UInt8] {
    [baseSize, size] + instructions
  }

  /// The pack as a file holds it. Nobody hashes it: its checksum is any bytes.
  var packFile: [UInt8] {
    var file = pack
    file.replaceSubrange(8..<12, with: Self.number(places.count, 4))
    return file + checksum
  }

  /// The index, version 2; offsets from `large` on are written with eight bytes.
  func index(large: Int = .max) -> [UInt8] {
    let sorted = places.sorted { $0.id < $1.id }
    var file: [UInt8] = [0xff] + Array("tOc\0\0\0\u{2}".utf8)
    var counts = [Int](repeating: 0, count: 256)
    for place in sorted { counts[Int(place.id.bytes[0])] += 1 }
    var upToHere = 0
    for count in counts {
      upToHere += count
      file += Self.number(upToHere, 4)
    }
    for place in sorted { file += place.id.bytes }
    file += [UInt8](repeating: 0, count: 4 * sorted.count)
    var far: [UInt8] = []
    for place in sorted {
      let isFar = place.offset >= large
      file += Self.number(isFar ? 1 << 31 | far.count / 8 : place.offset, 4)
      if isFar { far += Self.number(place.offset, 8) }
    }
    return file + far + checksum + checksum
  }

  private var checksum: [UInt8] { [UInt8](repeating: 0xc5, count: format.byteCount) }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
