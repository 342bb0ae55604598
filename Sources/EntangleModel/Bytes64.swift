/// Sixty-four bytes held in place, without memory of their own: a signature or a SHA-512 digest.
public struct Bytes64: Sendable, Hashable {
  private let halves: (SHA256Digest.Words, SHA256Digest.Words)

  /// Takes 64 bytes; any other number is none.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 64 else { return nil }
    halves = (packWords(bytes.prefix(32)), packWords(bytes.dropFirst(32)))
  }

  /// Takes eight big-endian words, the first one first.
  public init(
    bigEndianWords first: (UInt64, UInt64, UInt64, UInt64),
    _ second: (UInt64, UInt64, UInt64, UInt64)
  ) {
    halves = (first, second)
  }

  /// The 64 bytes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64)
    append(to: &bytes)
    return bytes
  }

  /// Appends the 64 bytes.
  func append(to bytes: inout [UInt8]) {
    bytes.append(words: halves.0, count: 32)
    bytes.append(words: halves.1, count: 32)
  }

  public static func == (left: Bytes64, right: Bytes64) -> Bool {
    left.halves.0 == right.halves.0 && left.halves.1 == right.halves.1
  }

  /// Of all its bytes: whoever writes a signature chooses the first of them at will, and thousands that are alike in
  /// what is hashed would each be compared with all others.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(halves.0)
    hasher.combine(halves.1)
  }
}
