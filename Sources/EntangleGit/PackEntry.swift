internal import EntangleModel

/// What stands in front of the compressed bytes of an entry of a pack.
struct PackEntry {
  /// What the compressed bytes are.
  enum Content {
    /// A whole object.
    case whole(ObjectType)
    /// A delta against the entry that starts so many bytes before this one.
    case delta(distance: Int)
    /// A delta against the object of that name, of the same pack.
    case named(ObjectID)
  }

  /// The most bytes that are looked at: two numbers of at most 64 bits, or one and a name.
  static let longest = 10 + 32

  let content: Content
  /// How many bytes come out when they are decompressed.
  let size: Int
  /// How many bytes this is.
  let length: Int

  /// Reads what entries start with: nil where that is cut off, or not of a pack.
  init?(_ bytes: UnsafeRawBufferPointer, format: ObjectFormat) {
    guard let first = bytes.first else { return nil }
    var position = 1
    guard
      let size = Self.size(first: first, lowBits: 4, rest: bytes, position: &position)
    else { return nil }
    switch first >> 4 & 7 {
    case 1: content = .whole(.commit)
    case 2: content = .whole(.tree)
    case 3: content = .whole(.blob)
    case 4: content = .whole(.tag)
    case 6:
      guard let distance = Self.distance(bytes, &position) else { return nil }
      content = .delta(distance: distance)
    case 7:
      let name = bytes[position...].prefix(format.byteCount)
      guard let id = ObjectID(bytes: name), id.format == format else { return nil }
      position += name.count
      content = .named(id)
    default: return nil
    }
    self.size = size
    length = position
  }

  /// Reads the number whose lowest bits are in `first`: the other bytes carry seven bits each, lower ones
  /// first, and the highest bit where another one follows. Nil where it has no end or is too large.
  static func size(
    first: UInt8, lowBits: Int, rest bytes: UnsafeRawBufferPointer, position: inout Int
  ) -> Int? {
    var value = UInt64(first) & (1 << UInt64(lowBits) - 1)
    var shift = UInt64(lowBits)
    var byte = first
    while byte & 0x80 != 0 {
      guard position < bytes.count, shift < 57 else { return nil }
      byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7f) << shift
      shift += 7
    }
    return Int(exactly: value)
  }

  /// Reads a distance: higher bits first, and one is added for each byte that follows.
  private static func distance(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Int? {
    var value = 0
    while position < bytes.count, value < 1 << 48 {
      let byte = bytes[position]
      position += 1
      value = value << 7 | Int(byte & 0x7f)
      if byte & 0x80 == 0 { return value }
      value += 1
    }
    return nil
  }
}
