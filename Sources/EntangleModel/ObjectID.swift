/// The name of a git object: 20 bytes (SHA-1) or 32 bytes (SHA-256).
public struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// The hash function that made the name.
  public let format: ObjectFormat

  /// Takes 20 or 32 raw bytes; any other length is no object name.
  public init?(bytes: some Collection<UInt8>) {
    switch bytes.count {
    case ObjectFormat.sha1.byteCount: format = .sha1
    case ObjectFormat.sha256.byteCount: format = .sha256
    default: return nil
    }
    words = packWords(bytes)
  }

  /// Takes 40 or 64 lowercase hexadecimal digits; anything else is no object name.
  public init?(hex: some Collection<UInt8>) {
    guard let bytes = Hex.decode(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// Takes 40 or 64 lowercase hexadecimal digits; anything else is no object name.
  public init?(hex: String) {
    self.init(hex: hex.utf8)
  }

  private init(format: ObjectFormat) {
    self.format = format
    words = (0, 0, 0, 0)
  }

  /// All zeros: git's "no object", used for a ref that does not exist.
  public static func zero(_ format: ObjectFormat) -> ObjectID { ObjectID(format: format) }

  /// Whether this is git's "no object".
  public var isZero: Bool { words == (0, 0, 0, 0) }

  /// The raw name: 20 or 32 bytes.
  public var bytes: [UInt8] { unpackWords(words, count: format.byteCount) }

  /// The name in lowercase hexadecimal: 40 or 64 digits.
  public var hex: String { Hex.encode(bytes) }

  /// The first ten hexadecimal digits, for display only.
  public var short: String { String(hex.prefix(10)) }

  public var description: String { hex }

  public static func == (left: ObjectID, right: ObjectID) -> Bool {
    left.words == right.words && left.format == right.format
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
  }

  public static func < (left: ObjectID, right: ObjectID) -> Bool {
    left.words < right.words
  }
}
