/// Writes numbers and texts into bytes, big-endian.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ value: UInt32) {
    for shift in stride(from: UInt32(24), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func write(_ value: Int) {
    write(UInt32(truncatingIfNeeded: value >> 32))
    write(UInt32(truncatingIfNeeded: value))
  }

  /// Bytes as they are: of a length that the reader knows.
  mutating func write(raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }

  /// Bytes with their length before them.
  mutating func write(text: [UInt8]) {
    write(UInt32(truncatingIfNeeded: text.count))
    bytes += text
  }

  mutating func write<Element>(
    list: some Collection<Element>, _ write: (inout ByteWriter, Element) -> Void
  ) {
    self.write(UInt32(truncatingIfNeeded: list.count))
    for element in list { write(&self, element) }
  }
}

/// Reads what `ByteWriter` has written; nil where there is not enough of it.
struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func raw(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= bytes.count - position else { return nil }
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  mutating func number32() -> UInt32? {
    raw(4)?.reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func number() -> Int? {
    raw(8)?.reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func text() -> [UInt8]? {
    number32().flatMap { raw(Int($0)) }.map(Array.init)
  }

  /// A list; nil where one of its elements cannot be read.
  mutating func list<Element>(_ read: (inout ByteReader) -> Element?) -> [Element]? {
    guard let count = number32(), count <= bytes.count else { return nil }
    var list: [Element] = []
    list.reserveCapacity(Int(count))
    for _ in 0..<count {
      guard let element = read(&self) else { return nil }
      list.append(element)
    }
    return list
  }
}
