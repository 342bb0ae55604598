internal import EntangleModel
internal import EntangleSystem

/// The index of a pack, version 2 (`gitformat-pack(5)`), asked for one name at a time.
///
/// It tells apart what git's `missing` does not: an object that is nowhere, and one that a pack has
/// and git cannot read.
final class PackIndex: Sendable {
  /// Why a file is no index.
  struct Malformed: Error {}

  private static let start = Array("\u{ff}tOc\0\0\0\u{2}".unicodeScalars.map { UInt8($0.value) })
  private static let fanoutStart = 8
  private static let namesStart = fanoutStart + 256 * 4

  private let file: ReadableFile
  private let width: Int
  /// For each first byte of a name, how many names have that or a smaller one.
  private let fanout: [Int]

  /// Opens an `.idx` file. Throws `Malformed` or `SystemError`.
  init(opening path: FilePath, format: ObjectFormat) throws {
    let file = try ReadableFile(opening: path)
    width = format.byteCount
    let head = try file.bytes(at: 0, count: Self.namesStart)
    guard head.count == Self.namesStart, head.starts(with: Self.start) else { throw Malformed() }
    fanout = (0..<256).map { entry in
      let first = Self.fanoutStart + entry * 4
      return head[first..<(first + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    let count = fanout[255]
    // Names, checksums and offsets; large offsets of eight bytes; two checksums.
    let large = file.size - Self.namesStart - count * (width + 8) - 2 * width
    guard zip(fanout, fanout.dropFirst()).allSatisfy({ $0 <= $1 }), large >= 0,
      large.isMultiple(of: 8), large / 8 <= count
    else { throw Malformed() }
    self.file = file
  }

  /// Whether the pack has an object of that name. Throws `SystemError`.
  func contains(_ id: ObjectID) throws(SystemError) -> Bool {
    let sought = id.bytes
    guard sought.count == width, let first = sought.first.map({ Int($0) }) else { return false }
    var range = (first == 0 ? 0 : fanout[first - 1])..<fanout[first]
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      let name = try file.bytes(at: Self.namesStart + middle * width, count: width)
      if name == sought { return true }
      range =
        name.lexicographicallyPrecedes(sought)
        ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
    }
    return false
  }
}
