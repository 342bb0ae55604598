/// Some bytes of one pack at a time, read into the same memory again and again.
struct PackWindow {
  /// What is read at least: most objects that are not files are smaller.
  private static let smallestByteCount = 4 << 10
  /// What is lent at most.
  private static let largestByteCount = 64 << 10

  private var buffer = [UInt8](repeating: 0, count: smallestByteCount)
  private var pack: PackFile?
  private var start = 0
  private var count = 0

  /// Lends the bytes of a pack from `offset` (at most `pack.end`) on to `body`: `wanted` or more, fewer
  /// where the entries end before or where 65,536 are fewer.
  mutating func withBytes<Result>(
    of pack: PackFile, at offset: Int, wanted: Int,
    _ body: (UnsafeRawBufferPointer) throws(PackFault) -> Result
  ) throws(PackFault) -> Result {
    let wanted = min(wanted, Self.largestByteCount, pack.end - offset)
    let isThere = pack === self.pack && offset >= start && offset - start + wanted <= count
    if !isThere { try load(pack, at: offset, wanted: wanted) }
    let lent = (offset - start)..<count
    return try buffer.withUnsafeBufferPointer { (bytes) throws(PackFault) in
      try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[lent])))
    }
  }

  private mutating func load(
    _ pack: PackFile, at offset: Int, wanted: Int
  ) throws(PackFault) {
    self.pack = nil
    let room = max(Self.smallestByteCount, wanted)
    if buffer.count < room { buffer = [UInt8](repeating: 0, count: Self.largestByteCount) }
    count = try pack.read(at: offset, count: min(room, pack.end - offset), into: &buffer)
    start = offset
    self.pack = pack
  }
}
