/// `repository.json`: what never changes in a repository, the authorities' threshold, and where branches begin.
public struct RepositoryDocument: Sendable, Hashable {
  public static let path = "repository.json"

  /// Where branches begin that existed at founding, or were first protected since. In the founding state, commits
  /// reachable from there are exempt from the rules for code.
  public var baseline: [RefName: CommitReference]
  /// Thirty-two random bytes, in hexadecimal.
  public let nonce: SHA256Digest
  public let objectFormat: ObjectFormat
  /// Who can replace lost authorities; nil where nobody can.
  public let recovery: RecoverySet?
  /// How many distinct persons among the authorities must sign a state.
  public var threshold: Int64

  public init(
    baseline: [RefName: CommitReference], nonce: SHA256Digest, objectFormat: ObjectFormat,
    recovery: RecoverySet? = nil, threshold: Int64
  ) {
    self.baseline = baseline
    self.nonce = nonce
    self.objectFormat = objectFormat
    self.recovery = recovery
    self.threshold = threshold
  }

  /// Reads the document; throws where it is not exactly of its form.
  public init(canonical bytes: [UInt8]) throws(DocumentDefect) {
    var members = try JSONMembers(canonical: bytes, schema: "entangle/repository@v1")
    var baseline: [RefName: CommitReference] = [:]
    for (name, value) in try members.dictionary("baseline") {
      guard let ref = RefName(branch: name.utf8), case .string(let text) = value,
        let commit = CommitReference(text.utf8)
      else { throw DocumentDefect("'baseline' is not well formed") }
      baseline[ref] = commit
    }
    self.baseline = baseline
    nonce = try members.value("nonce") { SHA256Digest(hex: $0) }
    objectFormat = try members.value("objectFormat") { ObjectFormat(rawValue: $0) }
    if let value = members.takeIfPresent("recovery") {
      recovery = try RecoverySet(value)
    } else {
      recovery = nil
    }
    threshold = try members.integer("threshold")
    try members.end()
  }

  /// The document.
  public var canonical: [UInt8] {
    let refs = baseline.map { ($0.key.description, JSONValue.string($0.value.description)) }
    var members: [String: JSONValue] = [
      "baseline": .object(Dictionary(refs) { first, _ in first }),
      "nonce": .string(nonce.hex),
      "objectFormat": .string(objectFormat.rawValue),
      "schema": .string("entangle/repository@v1"),
      "threshold": .integer(threshold),
    ]
    if let recovery { members["recovery"] = recovery.json }
    return JSONValue.object(members).encodeCanonical()
  }
}
