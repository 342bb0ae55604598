/// How the bytes of one object come from those of another (`gitformat-pack(5)`, "Deltified
/// representation").
enum PackDelta {
  /// The object that a delta makes of its base; `limit` bounds it, in bytes, before memory is taken.
  ///
  /// Throws `.malformed` where the delta is not of this base, goes past its end or past the delta's, or
  /// makes another number of bytes than it says, and `.tooLarge`.
  static func apply(
    _ delta: [UInt8], to base: [UInt8], limit: Int
  ) throws(PackFault) -> [UInt8] {
    try delta.withUnsafeBufferPointer { (delta) throws(PackFault) in
      try base.withUnsafeBufferPointer { (base) throws(PackFault) in
        let delta = UnsafeRawBufferPointer(delta)
        let base = UnsafeRawBufferPointer(base)
        var position = 0
        guard let baseSize = number(delta, &position), let size = number(delta, &position) else {
          throw .malformed("a delta is cut off")
        }
        guard baseSize == base.count else { throw .malformed("a delta against another object") }
        guard size <= limit else { throw .tooLarge(size: size, limit: limit) }
        var isWhole = false
        let result = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
          let output = UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[..<size])
          isWhole = run(UnsafeRawBufferPointer(rebasing: delta[position...]), base, into: output)
          count = isWhole ? size : 0
        }
        guard isWhole else { throw .malformed("a delta does not fit its object") }
        return result
      }
    }
  }

  /// Follows the instructions; true where they fill the output to its end.
  private static func run(
    _ instructions: UnsafeRawBufferPointer, _ base: UnsafeRawBufferPointer,
    into output: UnsafeMutableRawBufferPointer
  ) -> Bool {
    var position = 0
    var filled = 0
    while position < instructions.count {
      let code = instructions[position]
      position += 1
      let source: UnsafeRawBufferPointer
      if code & 0x80 != 0 {
        guard let range = range(code, instructions, &position), range.upperBound <= base.count
        else {
          return false
        }
        source = UnsafeRawBufferPointer(rebasing: base[range])
      } else {
        // Zero is kept for later versions.
        guard code != 0, instructions.count - position >= code else { return false }
        source = UnsafeRawBufferPointer(rebasing: instructions[position..<(position + Int(code))])
        position += Int(code)
      }
      guard output.count - filled >= source.count else { return false }
      UnsafeMutableRawBufferPointer(rebasing: output[filled...]).copyMemory(from: source)
      filled += source.count
    }
    return filled == output.count
  }

  /// What part of the base an instruction copies: four bits say which bytes of the offset follow, three
  /// which of the size; none of these stands for 65,536. Nil where they do not follow.
  private static func range(
    _ code: UInt8, _ instructions: UnsafeRawBufferPointer, _ position: inout Int
  ) -> Range<Int>? {
    var fields = (offset: 0, size: 0)
    for bit in 0..<7 where code >> UInt8(bit) & 1 == 1 {
      guard position < instructions.count else { return nil }
      let byte = Int(instructions[position])
      position += 1
      if bit < 4 {
        fields.offset |= byte << (8 * bit)
      } else {
        fields.size |= byte << (8 * (bit - 4))
      }
    }
    return fields.offset..<(fields.offset + (fields.size == 0 ? 0x10000 : fields.size))
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Int? {
    guard position < bytes.count else { return nil }
    let first = bytes[position]
    position += 1
    return PackEntry.size(first: first, lowBits: 7, rest: bytes, position: &position)
  }
}
