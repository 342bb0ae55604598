/// An entry of another repository's denylist, taken in with what shows that its host has it there.
public struct ImportedEntry: Sendable, Hashable {
  /// Where the entry was made.
  public struct Origin: Sendable, Hashable {
    public let repository: SHA256Digest
    /// Its number there.
    public let sequence: Int64

    public init(repository: SHA256Digest, sequence: Int64) {
      self.repository = repository
      self.sequence = sequence
    }
  }

  public let origin: Origin
  /// The object digest of the entry there.
  public let digest: SHA256Digest
  /// The key of the host there that has signed its receipt.
  public let host: KeyID
  public let content: Content

  /// What it does.
  public enum Content: Sendable, Hashable {
    /// The subject is a principal there: here, whoever has one of the keys, sorted, at least one.
    case ban(Ban, keys: [KeyID])
    /// Takes back the ban of that sequence there.
    case lift(Int64)
  }

  public init(origin: Origin, digest: SHA256Digest, host: KeyID, content: Content) {
    self.origin = origin
    self.digest = digest
    self.host = host
    self.content = content
  }

  /// The lines of the message that say it.
  var lines: [UInt8] {
    var text = Array("Source: \(origin.repository)\nEntry: \(origin.sequence):\(digest)\n".utf8)
    text.append(text: "Host: \(host)\n")
    switch content {
    case .ban(let ban, let keys):
      text.append(text: "Keys: \(keys.map(\.text).joined(separator: " "))\n")
      text += ban.lines
    case .lift(let number): text.append(text: "Lifts: \(number)\n")
    }
    return text
  }

  /// Reads `<number>:<digest>`; nil for anything else.
  static func place(_ text: ArraySlice<UInt8>) -> (sequence: Int64, digest: SHA256Digest)? {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 2, let sequence = Decimal.read(parts[0]), sequence > 0,
      let digest = SHA256Digest(hex: parts[1])
    else { return nil }
    return (sequence, digest)
  }

  /// Reads key ids with a space between, sorted, each once; nil for anything else.
  static func keys(_ text: ArraySlice<UInt8>) -> [KeyID]? {
    let parts = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    let keys = parts.compactMap { KeyID($0) }
    guard keys.count == parts.count, zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    return keys
  }
}

/// The files of the tree of an imported entry, by their names.
public enum ImportedFile {
  /// The content of the commit that the entry is where it was made.
  public static let entry = "entry"
  /// That of the receipt by which the host there took it.
  public static let receipt = "receipt"
  /// The statement of the trust state that it names, the list of that state's files that the statement
  /// digests, and the document of whom it bans.
  public static let statement = "statement"
  public static let contents = "contents"
  public static let principal = "principal"
  /// At most so many entries follow it up to the one that the receipt names.
  public static let mostLater = 64

  /// The content of the commit of the entry that many after it.
  public static func later(_ number: Int) -> String { "later-\(number)" }
}
