@testable import EntangleGit
@testable import EntangleModel
@testable import EntangleSystem

extension Target {
  /// The entries of a pack, one behind the other: whatever has been read before, an object is the same,
  /// and no larger than is allowed.
  static let pack = Target("pack") { bytes in
    let places = PackBytes.places(in: bytes)
    for format in ObjectFormat.allCases {
      guard let pack = PackBytes.open(bytes, at: places, format: format),
        let used = try? PackReader()
      else { continue }
      for offset in places + places {
        guard let fresh = try? PackReader() else { return }
        let object = try? fresh.object(at: offset, in: pack, limit: PackBytes.limit)
        let again = try? used.object(at: offset, in: pack, limit: PackBytes.limit)
        require(object == again, "what was read before changes nothing")
        guard let object else { continue }
        require(object.content.count <= PackBytes.limit, "the bound holds")
        let tight = try? fresh.object(at: offset, in: pack, limit: object.content.count)
        require(tight == object, "an object is as large as it is")
        guard !object.content.isEmpty else { continue }
        let cut = try? fresh.object(at: offset, in: pack, limit: object.content.count - 1)
        require(cut == nil, "the bound holds")
      }
    }
  }

  /// Deltas: what a second reader, which copies byte by byte, makes of them too.
  static let delta = Target("delta", maximumByteCount: 1_024) { bytes in
    guard let baseCount = bytes.first.map({ Int($0) }), bytes.count > baseCount else { return }
    let base = Array(bytes[1..<(baseCount + 1)])
    let delta = Array(bytes[(baseCount + 1)...])
    let made = try? PackDelta.apply(delta, to: base, limit: PackBytes.limit)
    require(made == PackBytes.apply(delta, to: base), "a delta makes one object")
  }
}

/// Packs and deltas for these targets.
private enum PackBytes {
  static let limit = 65_536
  private static let header = Array("PACK\0\0\0\u{2}".utf8)
  private static let most = 16

  /// Where entries are looked for: at the start, and where a byte says that one could begin.
  static func places(in bytes: [UInt8]) -> [Int] {
    let starts = bytes.indices.filter { place in
      place == 0 || ((bytes[place] == 0x78 && place > 1) && bytes[place - 1] < 0x80)
    }
    // A zlib stream begins with 0x78; the header of a short entry has one or two bytes.
    let offsets = starts.flatMap { $0 == 0 ? [0] : [$0 - 1, $0 - 2] }
    return Array(Set(offsets).sorted().prefix(most)).map { $0 + PackFile.headerByteCount }
  }

  /// A pack of these entries, with an index that names the object at each place.
  static func open(_ entries: [UInt8], at places: [Int], format: ObjectFormat) -> PackFile? {
    let checksum = [UInt8](repeating: 1, count: format.byteCount)
    var index: [UInt8] = [0xff] + Array("tOc\0\0\0\u{2}".utf8)
    for _ in 0..<256 { index += word(places.count) }
    for number in places.indices {
      index += [UInt8](repeating: 0, count: format.byteCount - 1) + [UInt8(number)]
    }
    index += [UInt8](repeating: 0, count: 4 * places.count)
    for place in places { index += word(place) }
    let pack = header + word(places.count) + entries + checksum
    guard
      let opened = try? PackIndex(
        opening: Scratch.file(index + checksum + checksum, at: 1), format: format)
    else { return nil }
    return try? PackFile(opening: Scratch.file(pack), index: opened)
  }

  private static func word(_ value: Int) -> [UInt8] {
    (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// Reads a delta as git's documentation tells it (`gitformat-pack(5)`).
  static func apply(_ delta: [UInt8], to base: [UInt8]) -> [UInt8]? {
    var rest = delta[...]
    func number() -> Int? {
      var value = 0
      for shift in stride(from: 0, to: 63, by: 7) {
        guard let byte = rest.popFirst() else { return nil }
        value |= Int(byte & 0x7f) << shift
        if byte < 0x80 { return value }
      }
      return nil
    }
    guard let baseSize = number(), let size = number(), baseSize == base.count, size <= limit else {
      return nil
    }
    var made: [UInt8] = []
    while let code = rest.popFirst() {
      if code < 0x80 {
        guard code > 0, rest.count >= code else { return nil }
        made += rest.prefix(Int(code))
        rest = rest.dropFirst(Int(code))
      } else {
        var fields = [0, 0]
        for bit in 0..<7 where code >> UInt8(bit) & 1 == 1 {
          guard let byte = rest.popFirst() else { return nil }
          fields[bit / 4] |= Int(byte) << (8 * (bit % 4))
        }
        let count = fields[1] == 0 ? 65_536 : fields[1]
        guard fields[0] + count <= base.count else { return nil }
        made += base[fields[0]..<(fields[0] + count)]
      }
      guard made.count <= size else { return nil }
    }
    return made.count == size ? made : nil
  }
}
