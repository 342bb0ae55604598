internal import EntangleModel
internal import EntangleSystem

/// The index of a pack, version 1 or 2 (`gitformat-pack(5)`): where in the pack an object is.
///
/// Nothing here says that the index tells the truth: what is found in its place is hashed.
final class PackIndex: Sendable {
  /// Why a file is no index.
  struct Malformed: Error {}

  /// How many objects the pack has.
  let count: Int

  /// The hash function that names them.
  let format: ObjectFormat

  private let file: MappedFile
  private let layout: PackIndexLayout

  /// Opens an `.idx` file. Throws `Malformed` or `SystemError`.
  init(opening path: FilePath, format: ObjectFormat) throws {
    let file = try MappedFile(opening: path)
    let layout = file.withBytes { PackIndexLayout(of: $0, format: format) }
    guard let layout else { throw Malformed() }
    count = layout.count
    self.file = file
    self.format = format
    self.layout = layout
  }

  /// Where the entry of an object starts in the pack, in bytes; nil where the pack does not have it.
  ///
  /// Throws `Malformed` where the index has the object and does not say where.
  func offset(of id: ObjectID) throws(Malformed) -> Int? {
    guard id.format == format else { return nil }
    return try file.withBytes { (bytes) throws(Malformed) in
      let sought = id.bigEndianWords
      let first = Int(sought.0 >> 56)
      var low = first == 0 ? 0 : layout.namesUpTo(first - 1, in: bytes)
      var high = layout.namesUpTo(first, in: bytes)
      while low < high {
        let middle = low + (high - low) / 2
        let name = layout.name(middle, in: bytes)
        if name == sought {
          guard let offset = layout.offset(middle, in: bytes) else { throw Malformed() }
          return offset
        }
        if name < sought { low = middle + 1 } else { high = middle }
      }
      return nil
    }
  }

  /// The names of all objects that it lists, in its order.
  var ids: [ObjectID] {
    file.withBytes { bytes in
      (0..<count).compactMap { place in
        let name = layout.name(place, in: bytes)
        var raw: [UInt8] = []
        for word in [name.0, name.1, name.2, name.3] {
          for shift in stride(from: 56, through: 0, by: -8) {
            raw.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
          }
        }
        return ObjectID(bytes: raw.prefix(format.byteCount))
      }
    }
  }

  /// The checksum that the pack ends with.
  var packChecksum: [UInt8] {
    file.withBytes { bytes in
      (0..<format.byteCount).map {
        bytes.unsafeLoad(fromByteOffset: layout.checksumStart + $0, as: UInt8.self)
      }
    }
  }
}
