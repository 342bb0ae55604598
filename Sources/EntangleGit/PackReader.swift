internal import EntangleModel
internal import EntangleSystem

/// Reads objects from packs, one after the other.
///
/// What a pack says is believed no further than that it keeps to its own bounds: whether the bytes are
/// those of the object is for the one who hashes them.
final class PackReader: @unchecked Sendable {
  // SAFETY: its owner lends it to one thread at a time.
  private var window = PackWindow()
  private var bases = DeltaBases()
  private var inflater: Inflater
  private let ledger: DeltaLedger
  /// Where what is short is decompressed: zlib is quick only where 258 bytes of room are left.
  private var scratch = [UInt8](repeating: 0, count: longestShort + 272)

  /// What is called short, in bytes.
  private static let longestShort = 16 << 10

  /// Counts in the ledger what it reads. Throws `.outOfMemory`.
  init(ledger: DeltaLedger = DeltaLedger()) throws(PackFault) {
    self.ledger = ledger
    do {
      inflater = try Inflater()
    } catch {
      throw PackFault(error)
    }
  }

  /// The object whose entry starts at `offset`, of at most `limit` bytes. Throws `PackFault`.
  func object(
    at offset: Int, in pack: PackFile, limit: Int
  ) throws(PackFault) -> RawObject {
    let entry = try entry(at: offset, in: pack)
    if case .whole(let type) = entry.content {
      guard entry.size <= limit else { throw .tooLarge(size: entry.size, limit: limit) }
      return RawObject(type: type, content: try content(of: entry, at: offset, in: pack))
    }
    return try made(at: offset, in: pack, bounds: DeltaBounds(limit: limit))
  }

  /// The same with only so many bytes of its content, the first ones, where it is whole in the pack.
  func beginning(
    at offset: Int, in pack: PackFile, count: Int, limit: Int
  ) throws(PackFault) -> RawObject {
    let entry = try entry(at: offset, in: pack)
    guard case .whole(let type) = entry.content, entry.size > count, count <= Self.longestShort
    else { return try object(at: offset, in: pack, limit: limit) }
    guard entry.size <= limit else { throw .tooLarge(size: entry.size, limit: limit) }
    inflater.reset()
    let content = try scratch.withUnsafeMutableBufferPointer { (room) throws(PackFault) in
      let output = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(room)[..<count])
      try inflate(from: offset + entry.length, in: pack, into: output, count: count, isWhole: false)
      return Array(room.prefix(count))
    }
    return RawObject(type: type, content: content)
  }

  /// An object that is made from another, which may be made from a third.
  private func made(
    at start: Int, in pack: PackFile, bounds: DeltaBounds
  ) throws(PackFault) -> RawObject {
    try ledger.check()
    var chain: [(offset: Int, entry: PackEntry)] = []
    var offset = start
    var found = bases.object(of: pack, at: offset)
    while found == nil {
      let entry = try entry(at: offset, in: pack)
      guard entry.size <= bounds.base else {
        throw .tooLarge(size: entry.size, limit: bounds.base)
      }
      if case .whole(let type) = entry.content {
        found = RawObject(type: type, content: try content(of: entry, at: offset, in: pack))
      } else {
        chain.append((offset, entry))
        guard chain.count <= StorageLimits.deltaChain else {
          throw Self.endless(chain.map(\.offset))
        }
        offset = try base(of: entry, at: offset, in: pack)
        found = bases.object(of: pack, at: offset)
      }
    }
    guard var object = found else { throw Self.noBase }
    var bounds = bounds
    for link in chain.reversed() {
      try bounds.count(object.content.count)
      bases.keep(object, of: pack, at: offset)
      offset = link.offset
      let delta = try content(of: link.entry, at: offset, in: pack)
      let limit = offset == start ? bounds.object : bounds.base
      object = RawObject(
        type: object.type,
        content: try PackDelta.apply(delta, to: object.content, limit: limit))
    }
    guard object.content.count <= bounds.object else {
      throw .tooLarge(size: object.content.count, limit: bounds.object)
    }
    try ledger.count(object.content.count, madeFrom: bounds.counted)
    bases.keep(object, of: pack, at: start)
    return object
  }

  private static let noBase = PackFault.malformed("a delta without what it is made against")

  /// Where the entry starts that a delta is made against.
  private func base(
    of entry: PackEntry, at offset: Int, in pack: PackFile
  ) throws(PackFault) -> Int {
    let base: Int? =
      switch entry.content {
      case .delta(let distance): distance > 0 ? offset - distance : nil
      case .named(let id): try? pack.index.offset(of: id)
      case .whole: nil
      }
    guard let base else { throw Self.noBase }
    return base
  }

  private static func endless(_ offsets: [Int]) -> PackFault {
    Set(offsets).count < offsets.count
      ? .malformed("its deltas lead back to themselves")
      : .malformed("more than \(StorageLimits.deltaChain) deltas build on each other")
  }

  private func entry(at offset: Int, in pack: PackFile) throws(PackFault) -> PackEntry {
    guard (PackFile.headerByteCount..<pack.end).contains(offset) else {
      throw .malformed("an object outside of it")
    }
    let format = pack.index.format
    let entry = try window.withBytes(of: pack, at: offset, wanted: PackEntry.longest) {
      PackEntry($0, format: format)
    }
    guard let entry else { throw .malformed("no entry at \(offset)") }
    return entry
  }

  /// The decompressed bytes of an entry, whose size has been compared with a bound.
  private func content(
    of entry: PackEntry, at offset: Int, in pack: PackFile
  ) throws(PackFault) -> [UInt8] {
    let start = offset + entry.length
    // Deflate makes at most 1,032 bytes of one (zlib's technical details).
    guard entry.size / 1_032 <= pack.end - start else { throw .malformed("cut off") }
    inflater.reset()
    if entry.size <= Self.longestShort {
      return try scratch.withUnsafeMutableBufferPointer { (room) throws(PackFault) in
        let output = UnsafeMutableRawBufferPointer(room)
        try inflate(from: start, in: pack, into: output, count: entry.size)
        return Array(room.prefix(entry.size))
      }
    }
    var fault: PackFault?
    let content = [UInt8](unsafeUninitializedCapacity: entry.size) { buffer, count in
      let output = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[..<entry.size])
      do throws(PackFault) {
        try inflate(from: start, in: pack, into: output, count: entry.size)
        count = entry.size
      } catch {
        fault = error
      }
    }
    if let fault { throw fault }
    return content
  }

  /// Decompresses a stream of so many bytes to the start of the output; of a longer one the first, where it
  /// need not be whole.
  private func inflate(
    from start: Int, in pack: PackFile, into output: UnsafeMutableRawBufferPointer, count: Int,
    isWhole: Bool = true
  ) throws(PackFault) {
    var position = start
    var filled = 0
    while !inflater.isAtEnd, isWhole || filled < count {
      // What cannot be made smaller grows by some bytes.
      let wanted = max(0, count - filled) + 32
      let step = try window.withBytes(of: pack, at: position, wanted: wanted) {
        (input) throws(PackFault) in
        do throws(Inflater.Failure) {
          return try inflater.inflate(
            input, into: UnsafeMutableRawBufferPointer(rebasing: output[filled...]))
        } catch {
          throw PackFault(error)
        }
      }
      guard inflater.isAtEnd || step.consumed > 0 || step.produced > 0 else {
        throw .malformed("an entry does not have the length that it says")
      }
      position += step.consumed
      filled += step.produced
    }
    guard filled == count else {
      throw .malformed("an entry does not have the length that it says")
    }
  }
}
