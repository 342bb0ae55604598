/// A SHA-256 digest: 32 bytes, written as 64 lowercase hexadecimal digits.
public struct SHA256Digest: Sendable, Hashable, Comparable, CustomStringConvertible {
  typealias Words = (UInt64, UInt64, UInt64, UInt64)

  let words: Words

  /// Takes 32 raw bytes; any other length is no digest.
  @inlinable
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.init(bigEndianWords: packWords(bytes))
  }

  /// Takes four big-endian words, the first one first.
  public init(bigEndianWords words: (UInt64, UInt64, UInt64, UInt64)) {
    self.words = words
  }

  /// Takes 64 lowercase hexadecimal digits; anything else is no digest.
  @inlinable
  public init?(hex: some Collection<UInt8>) {
    guard let read = Hex.words(hex), read.count == 32 else { return nil }
    self.init(bigEndianWords: read.words)
  }

  /// Takes 64 lowercase hexadecimal digits; anything else is no digest.
  public init?(hex: String) {
    self.init(hex: hex.utf8)
  }

  var firstHalf: (UInt64, UInt64) { (words.0, words.1) }

  /// Sixty-four zeros: "there is none before this".
  public static let zero = SHA256Digest(bigEndianWords: (0, 0, 0, 0))

  /// The 32 raw bytes.
  public var bytes: [UInt8] { unpackWords(words, count: 32) }

  /// Appends the 64 digits to a text.
  func appendHex(to text: inout [UInt8]) { text.append(hex: words, count: 32) }

  /// Sixty-four lowercase hexadecimal digits.
  public var hex: String { Hex.encode(bytes) }

  public var description: String { hex }

  public static func == (left: SHA256Digest, right: SHA256Digest) -> Bool {
    left.words == right.words
  }

  /// Of all its bytes: whoever writes a digest of nothing chooses the first of them at will, and thousands that are alike in
  /// what is hashed would each be compared with all others.
  public func hash(into hasher: inout Hasher) { hasher.combine(words) }

  public static func < (left: SHA256Digest, right: SHA256Digest) -> Bool {
    left.words < right.words
  }
}

/// Packs up to 32 bytes into four big-endian words, padded with zeros at the end.
@inlinable
func packWords(_ bytes: some Collection<UInt8>) -> (UInt64, UInt64, UInt64, UInt64) {
  bytes.withContiguousStorageIfAvailable { packWords(contiguous: $0) }
    ?? Array(bytes).withUnsafeBufferPointer { packWords(contiguous: $0) }
}

@usableFromInline
func packWords(
  contiguous bytes: UnsafeBufferPointer<UInt8>
) -> (UInt64, UInt64, UInt64, UInt64) {
  var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  let source = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).prefix(32))
  withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: source) }
  return (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
}

extension Hasher {
  /// Takes in four words.
  mutating func combine(_ words: (UInt64, UInt64, UInt64, UInt64)) {
    combine(words.0)
    combine(words.1)
    combine(words.2)
    combine(words.3)
  }
}

/// The first `count` bytes of four big-endian words.
func unpackWords(_ words: (UInt64, UInt64, UInt64, UInt64), count: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count)
  bytes.append(words: words, count: count)
  return bytes
}
