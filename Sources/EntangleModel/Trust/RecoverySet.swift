/// Keys, named at founding and kept away from every machine, that can replace lost authorities.
public struct RecoverySet: Sendable, Hashable {
  /// The name under which they sign: no principal may bear it.
  public static let signerName = "recovery"

  /// At least one, sorted by their text.
  public let keys: [PublicKey]
  /// How many of them must sign.
  public let threshold: Int64

  public init(keys: [PublicKey], threshold: Int64) {
    self.keys = keys.sorted { $0.text < $1.text }
    self.threshold = threshold
  }

  /// Reads the member `recovery` of `repository.json`.
  init(_ value: JSONValue) throws(DocumentDefect) {
    var members = try JSONMembers(value, "recovery")
    let texts = try members.strings("keys")
    let keys = texts.compactMap { PublicKey(text: $0) }.filter { $0.codeKey == nil }
    guard keys.count == texts.count, !keys.isEmpty,
      zip(texts, texts.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw DocumentDefect("'keys' of 'recovery' is not well formed") }
    self.keys = keys
    threshold = try members.integer("threshold")
    try members.end()
  }

  /// The member `recovery`.
  var json: JSONValue {
    .object([
      "keys": .array(keys.map { .string($0.text) }), "threshold": .integer(threshold),
    ])
  }
}
