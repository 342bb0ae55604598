internal import EntangleModel
internal import EntangleSystem

/// An opened pack (`gitformat-pack(5)`), version 2 or 3, that belongs to its index.
final class PackFile: Sendable {
  /// The bytes in front of the first entry: `PACK`, version, how many entries.
  static let headerByteCount = 12

  let index: PackIndex

  /// Where the entries end and the checksum of the pack starts.
  let end: Int

  private let file: ReadableFile

  /// Opens a `.pack` file, and compares its count of objects and its checksum with the index: of two
  /// files that do not belong together no offset is right. Throws `.malformed` and `.system`.
  init(opening path: FilePath, index: PackIndex) throws(PackFault) {
    let width = index.packChecksum.count
    do throws(SystemError) {
      let file = try ReadableFile(opening: path)
      end = file.size - width
      self.index = index
      self.file = file
    } catch {
      throw .system(error)
    }
    guard end >= Self.headerByteCount else { throw .malformed("cut off") }
    let header = try bytes(at: 0, count: Self.headerByteCount)
    let versions = ["PACK\0\0\0\u{2}", "PACK\0\0\0\u{3}"]
    guard versions.contains(where: { header.starts(with: $0.utf8) }) else {
      throw .malformed("not the header of a pack")
    }
    let count = header.dropFirst(8).reduce(0) { $0 << 8 | Int($1) }
    guard count == index.count, try bytes(at: end, count: width) == index.packChecksum else {
      throw .malformed("its index is that of another pack")
    }
  }

  /// As `ReadableFile.read(at:count:into:)`. Throws `.system`.
  func read(at offset: Int, count: Int, into buffer: inout [UInt8]) throws(PackFault) -> Int {
    do {
      return try file.read(at: offset, count: count, into: &buffer)
    } catch {
      throw .system(error)
    }
  }

  private func bytes(at offset: Int, count: Int) throws(PackFault) -> [UInt8] {
    do {
      return try file.bytes(at: offset, count: count)
    } catch {
      throw .system(error)
    }
  }
}
