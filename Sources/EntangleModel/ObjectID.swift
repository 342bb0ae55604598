/// The name of a git object: 20 bytes (SHA-1) or 32 bytes (SHA-256).
public struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// The hash function that made the name.
  public let format: ObjectFormat

  /// Takes 20 or 32 raw bytes; any other length is no object name.
  @inlinable
  public init?(bytes: some Collection<UInt8>) {
    switch bytes.count {
    case 20: self.init(format: .sha1, words: packWords(bytes))
    case 32: self.init(format: .sha256, words: packWords(bytes))
    default: return nil
    }
  }

  /// Takes 40 or 64 lowercase hexadecimal digits; anything else is no object name.
  @inlinable
  public init?(hex: some Collection<UInt8>) {
    guard let read = Hex.words(hex) else { return nil }
    switch read.count {
    case 20: self.init(format: .sha1, words: read.words)
    case 32: self.init(format: .sha256, words: read.words)
    default: return nil
    }
  }

  /// Takes 40 or 64 lowercase hexadecimal digits; anything else is no object name.
  public init?(hex: String) {
    self.init(hex: hex.utf8)
  }

  @usableFromInline
  init(format: ObjectFormat, words: (UInt64, UInt64, UInt64, UInt64)) {
    self.format = format
    self.words = words
  }

  /// Takes a SHA-1 name in five big-endian words, the first one first.
  public init(bigEndianWords words: (UInt32, UInt32, UInt32, UInt32, UInt32)) {
    self.init(
      format: .sha1,
      words: (
        UInt64(words.0) << 32 | UInt64(words.1), UInt64(words.2) << 32 | UInt64(words.3),
        UInt64(words.4) << 32, 0
      ))
  }

  /// The SHA-256 name that is this digest.
  public init(_ digest: SHA256Digest) {
    self.init(format: .sha256, words: digest.words)
  }

  /// All zeros: git's "no object", used for a ref that does not exist.
  public static func zero(_ format: ObjectFormat) -> ObjectID {
    ObjectID(format: format, words: (0, 0, 0, 0))
  }

  /// The name of the tree without entries, which git takes to be in every repository.
  public static func emptyTree(_ format: ObjectFormat) -> ObjectID {
    switch format {
    case .sha1:
      ObjectID(
        format: .sha1,
        words: (0x4b82_5dc6_42cb_6eb9, 0xa060_e54b_f8d6_9288, 0xfbee_4904_0000_0000, 0))
    case .sha256:
      ObjectID(
        format: .sha256,
        words: (
          0x6ef1_9b41_225c_5369, 0xf1c1_04d4_5d8d_85ef, 0xa9b0_57b5_3b14_b4b9, 0xb939_dd74_decc_5321
        ))
    }
  }

  /// Whether this is git's "no object".
  public var isZero: Bool { words == (0, 0, 0, 0) }

  /// The raw name in four big-endian words, with zeros behind the 20 bytes of a SHA-1 name.
  public var bigEndianWords: (UInt64, UInt64, UInt64, UInt64) { words }

  /// The first 8 bytes of the name, as a big-endian number.
  public var prefix: UInt64 { words.0 }

  /// The raw name: 20 or 32 bytes.
  public var bytes: [UInt8] { unpackWords(words, count: format.byteCount) }

  /// Appends the name in lowercase hexadecimal to a text.
  func appendHex(to text: inout [UInt8]) { text.append(hex: words, count: format.byteCount) }

  /// The name in lowercase hexadecimal: 40 or 64 digits.
  public var hex: String { Hex.encode(bytes) }

  /// The first ten hexadecimal digits, for display only.
  public var short: String { String(hex.prefix(10)) }

  public var description: String { hex }

  public static func == (left: ObjectID, right: ObjectID) -> Bool {
    left.words == right.words && left.format == right.format
  }

  /// Of all its bytes: whoever writes the name of what is not there chooses the first of them at will, and thousands that are alike in
  /// what is hashed would each be compared with all others.
  public func hash(into hasher: inout Hasher) { hasher.combine(words) }

  public static func < (left: ObjectID, right: ObjectID) -> Bool {
    left.words < right.words
  }
}
