internal import EntangleModel

/// Objects of packs that others were made from of late: of those that build on each other, each is
/// decompressed about once.
struct DeltaBases {
  /// Both generations together hold twice as much, in bytes.
  private static let largestGeneration = 4 << 20

  private struct Place: Hashable {
    let pack: ObjectIdentifier
    let offset: Int
  }

  /// The pack is kept with the object, so that no other can come to have its place in memory.
  private struct Kept {
    let pack: PackFile
    let object: RawObject
  }

  private var young: [Place: Kept] = [:]
  private var old: [Place: Kept] = [:]
  private var youngByteCount = 0

  /// The object whose entry starts there, where it is still known.
  mutating func object(of pack: PackFile, at offset: Int) -> RawObject? {
    guard !young.isEmpty || !old.isEmpty else { return nil }
    let place = Place(pack: ObjectIdentifier(pack), offset: offset)
    if let kept = young[place] { return kept.object }
    guard let kept = old[place] else { return nil }
    keep(kept.object, of: pack, at: offset)
    return kept.object
  }

  /// Remembers an object, unless it is large; what nobody asked for of late is forgotten.
  mutating func keep(_ object: RawObject, of pack: PackFile, at offset: Int) {
    let byteCount = object.content.count
    guard byteCount <= Self.largestGeneration / 4 else { return }
    if youngByteCount + byteCount > Self.largestGeneration {
      old = young
      young = [:]
      youngByteCount = 0
    }
    let place = Place(pack: ObjectIdentifier(pack), offset: offset)
    guard young.updateValue(Kept(pack: pack, object: object), forKey: place) == nil else { return }
    youngByteCount += byteCount
  }
}
