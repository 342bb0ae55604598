/// Takes text piece by piece from the front of bytes, without making anything of them.
///
/// Whatever is asked for, nothing is read past the end; what is not taken is gone past by nobody. It must
/// not outlive the bytes.
struct TextReader {
  private let bytes: UnsafeBufferPointer<UInt8>

  /// How many bytes there are, taken or not.
  var count: Int { bytes.count }

  /// How many bytes have been taken.
  private(set) var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// Whether everything has been taken.
  var isAtEnd: Bool { position == bytes.count }

  /// Takes a text; false where another comes next.
  mutating func take(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { take(UnsafeRawBufferPointer($0)) }
  }

  /// Takes a text; false where another comes next.
  mutating func take(_ text: [UInt8]) -> Bool {
    text.withUnsafeBytes { take($0) }
  }

  /// Takes the same again as stands between two earlier positions; false where something else comes next.
  mutating func take(again range: Range<Int>) -> Bool {
    guard range.upperBound <= position else { return false }
    return take(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[range]))
  }

  /// Takes what is in front of the first `end`; nil where that does not come.
  mutating func take(until end: Unicode.Scalar) -> UnsafeBufferPointer<UInt8>? {
    let end = UInt8(ascii: end)
    var stop = position
    while stop < bytes.count, bytes[stop] != end { stop += 1 }
    guard stop < bytes.count else { return nil }
    defer { position = stop }
    return UnsafeBufferPointer(rebasing: bytes[position..<stop])
  }

  /// Takes as many bytes; nil where there are fewer.
  mutating func take(count: Int) -> UnsafeBufferPointer<UInt8>? {
    guard count >= 0, bytes.count - position >= count else { return nil }
    defer { position += count }
    return UnsafeBufferPointer(rebasing: bytes[position..<(position + count)])
  }

  /// Takes a number that ends in front of a byte that is no digit; nil as `Decimal.read`.
  mutating func number() -> Int64? {
    var stop = position
    while stop < bytes.count, (0x30...0x39).contains(bytes[stop]) { stop += 1 }
    guard let value = Decimal.read(bytes[position..<stop]) else { return nil }
    position = stop
    return value
  }

  /// Takes 64 digits.
  mutating func digest() -> SHA256Digest? {
    let start = position
    guard let digest = take(count: 64).flatMap({ SHA256Digest(hex: $0) }) else {
      position = start
      return nil
    }
    return digest
  }

  /// Takes an object name of that format.
  mutating func objectID(_ format: ObjectFormat) -> ObjectID? {
    let start = position
    guard let id = take(count: format.hexCount).flatMap({ ObjectID(hex: $0) }) else {
      position = start
      return nil
    }
    return id
  }

  /// Takes `<oid>:<digest>`, of whichever object format; nil as `ObjectReference`.
  mutating func reference() -> ObjectReference? {
    let start = position
    for format in ObjectFormat.allCases {
      if let id = objectID(format), take(":") {
        if !id.isZero, let digest = digest() { return ObjectReference(id: id, digest: digest) }
      }
      position = start
    }
    return nil
  }

  /// Whether that byte comes next.
  func isNext(_ byte: Unicode.Scalar) -> Bool { next == UInt8(ascii: byte) }

  /// The bytes between two positions; none where the range is not of these bytes.
  subscript(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
      return UnsafeBufferPointer(start: nil, count: 0)
    }
    return UnsafeBufferPointer(rebasing: bytes[range])
  }

  /// Goes back to an earlier position, or to a later one that has been reached before.
  mutating func move(to place: Int) { position = min(max(0, place), bytes.count) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ text: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count - position >= text.count else { return false }
    let here = UnsafeRawBufferPointer(
      rebasing: UnsafeRawBufferPointer(bytes)[position..<(position + text.count)])
    guard here.isSame(as: text) else { return false }
    position += text.count
    return true
  }
}

extension UnsafeRawBufferPointer {
  /// Whether these are the same bytes, of which there are as many.
  func isSame(as other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard count >= 8 else {
      for index in 0..<count where self[index] != other[index] { return false }
      return true
    }
    func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
      bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
    // The last eight may have been looked at in part.
    let last = count - 8
    var offset = 0
    while offset < last {
      guard word(self, offset) == word(other, offset) else { return false }
      offset += 8
    }
    return word(self, last) == word(other, last)
  }
}
