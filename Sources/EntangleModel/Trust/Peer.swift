/// Another repository whose host is believed when it says whom it bans: `peers/<id>.json`.
public struct Peer: Sendable, Hashable {
  /// The keys by which that host has kept its log, in software; sorted, at least one.
  public let keys: [PublicKey]
  /// That repository's id.
  public let repository: SHA256Digest

  public init(keys: some Sequence<PublicKey>, repository: SHA256Digest) {
    self.keys = Set(keys).sorted { $0.text < $1.text }
    self.repository = repository
  }

  private static let schema = "entangle/peer@v1"

  /// Reads the document.
  public init(canonical bytes: [UInt8]) throws(DocumentDefect) {
    var members = try JSONMembers(canonical: bytes, schema: Self.schema)
    let texts = try members.strings("keys")
    keys = texts.compactMap { PublicKey(text: $0) }.filter {
      $0.codeKey == nil && !$0.isSecurityKey
    }
    guard keys.count == texts.count, !keys.isEmpty,
      zip(texts, texts.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw DocumentDefect("'keys' is not well formed") }
    repository = try members.value("repository") { SHA256Digest(hex: $0.utf8) }
    try members.end()
  }

  /// The document.
  public var canonical: [UInt8] {
    JSONValue.object([
      "keys": .array(keys.map { .string($0.text) }), "repository": .string(repository.hex),
      "schema": .string(Self.schema),
    ]).encodeCanonical()
  }

  /// Where a peer's document stands in the trust tree.
  public static func path(_ name: PrincipalID) -> String { "peers/\(name).json" }

  /// Whether `other` believes nobody whom this one does not.
  public func includes(_ other: Peer) -> Bool {
    repository == other.repository && Set(other.keys).isSubset(of: keys)
  }
}
