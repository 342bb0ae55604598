/// A stretch of a host's log, kept with one key: `epochs/<number>.json`.
///
/// The authorities open one when a repository gets a host, and the next one when the host's key changes, is
/// lost, or the host comes back without some of what it had signed.
public struct Epoch: Sendable, Hashable {
  /// The last receipt of the epoch before that the authorities know of: what came after it is lost.
  public struct Start: Sendable, Hashable {
    /// 0 where there is none.
    public let sequence: Int64
    /// The receipt's digest; zeros where there is none.
    public let digest: SHA256Digest

    public init(sequence: Int64, digest: SHA256Digest) {
      self.sequence = sequence
      self.digest = digest
    }

    /// That there is no receipt before.
    public static let none = Start(sequence: 0, digest: .zero)
  }

  /// The principal, of kind `host`, that keeps the log.
  public let host: PrincipalID
  /// Its `law` key, which signs this epoch and no other.
  public let key: KeyID
  public let after: Start
  /// The longest time without a receipt, in seconds; nil where silence says nothing.
  public let longestSilence: Int64?

  public init(host: PrincipalID, key: KeyID, after: Start, longestSilence: Int64? = nil) {
    self.host = host
    self.key = key
    self.after = after
    self.longestSilence = longestSilence
  }

  private static let schema = "entangle/epoch@v1"

  /// Reads the document.
  public init(canonical bytes: [UInt8]) throws(DocumentDefect) {
    var members = try JSONMembers(canonical: bytes, schema: Self.schema)
    var after = try members.object("after")
    let sequence = try after.integer("sequence")
    let digest = try after.value("digest") { SHA256Digest(hex: $0) }
    try after.end()
    guard sequence >= 0, (sequence == 0) == (digest == .zero) else {
      throw DocumentDefect("'after' is not well formed")
    }
    host = try members.value("host") { PrincipalID($0) }
    key = try members.value("key") { KeyID($0.utf8) }
    self.after = Start(sequence: sequence, digest: digest)
    longestSilence =
      if let silence = members.takeIfPresent("longestSilence") {
        if case .integer(let seconds) = silence, seconds >= 60 {
          seconds
        } else {
          throw DocumentDefect("'longestSilence' is not a number of at least 60")
        }
      } else {
        nil
      }
    try members.end()
  }

  /// The document.
  public var canonical: [UInt8] {
    var members: [String: JSONValue] = [
      "after": .object([
        "digest": .string(after.digest.hex), "sequence": .integer(after.sequence),
      ]),
      "host": .string(host.text), "key": .string(key.text), "schema": .string(Self.schema),
    ]
    members["longestSilence"] = longestSilence.map { .integer($0) }
    return JSONValue.object(members).encodeCanonical()
  }

  /// Where an epoch's document stands in the trust tree.
  public static func path(_ number: Int64) -> String { "epochs/\(number).json" }

  /// Where its receipts stand.
  public static func ref(_ number: Int64) -> RefName { RefName("refs/entangle/receipts/\(number)") }
}
