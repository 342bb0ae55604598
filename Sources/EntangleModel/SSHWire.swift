/// An SSH `string`: a 4-byte big-endian length and the bytes (RFC 4251 section 5).
public func sshString(_ bytes: [UInt8]) -> [UInt8] {
  var text: [UInt8] = []
  text.reserveCapacity(4 + bytes.count)
  text.appendSSHString(bytes)
  return text
}

/// An SSH `uint32`: 4 bytes, big-endian (RFC 4251 section 5).
public func sshNumber(_ number: UInt32) -> [UInt8] {
  var text: [UInt8] = []
  text.appendSSHNumber(number)
  return text
}

extension [UInt8] {
  /// Appends the SSH `string` that holds `bytes`.
  mutating func appendSSHString(_ bytes: [UInt8]) {
    appendSSHNumber(UInt32(truncatingIfNeeded: bytes.count))
    self += bytes
  }

  /// Appends the SSH `uint32`.
  mutating func appendSSHNumber(_ number: UInt32) {
    for shift in [24, 16, 8, 0] as [UInt32] {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}

/// Reads SSH wire data (RFC 4251 section 5) without ever going past its end.
public struct SSHWireReader: Sendable {
  private let bytes: [UInt8]
  private var position = 0

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Whether everything has been read.
  public var isAtEnd: Bool { position == bytes.count }

  /// Goes past `expected`; false, and nothing is gone past, where something else comes next.
  public mutating func take(_ expected: [UInt8]) -> Bool {
    guard bytes[position...].starts(with: expected) else { return false }
    position += expected.count
    return true
  }

  /// The next byte; nil at the end.
  public mutating func byte() -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  /// The next `uint32`; nil, and nothing is gone past, where there are fewer than four bytes.
  public mutating func number() -> UInt32? {
    guard bytes.count - position >= 4 else { return nil }
    defer { position += 4 }
    return bytes[position..<(position + 4)].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The content of the next `string`; nil, and nothing is gone past, where it would go past the
  /// end.
  public mutating func string() -> [UInt8]? {
    guard bytes.count - position >= 4 else { return nil }
    let count = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count - position - 4 >= count else { return nil }
    defer { position += 4 + count }
    return Array(bytes[(position + 4)..<(position + 4 + count)])
  }

  /// The content of the next `mpint` (RFC 4251 section 5): big-endian, positive, in as few bytes as can
  /// be, of which the first is below 0x80; nil for anything else.
  public mutating func positiveInteger() -> [UInt8]? {
    guard let bytes = string(), let first = bytes.first, first < 0x80 else { return nil }
    guard first != 0 || bytes.dropFirst().first.map({ $0 >= 0x80 }) == true else { return nil }
    return bytes
  }
}
