/// What protects a branch: `policies/<id>.json`.
public struct BranchPolicy: Sendable, Hashable {
  /// How many distinct persons must approve a landing, 1 to 64.
  public let approvals: Int64
  /// Who may land, sorted.
  public let landers: [PrincipalID]
  public let ref: RefName

  public init(approvals: Int64, landers: [PrincipalID], ref: RefName) {
    self.approvals = approvals
    self.landers = landers.sorted()
    self.ref = ref
  }

  /// Reads the document.
  public init(canonical bytes: [UInt8]) throws(DocumentDefect) {
    var members = try JSONMembers(canonical: bytes, schema: "entangle/branch-policy@v1")
    approvals = try members.integer("approvals")
    guard (1...64).contains(approvals) else { throw DocumentDefect("'approvals' is not 1 to 64") }
    let names = try members.strings("landers")
    landers = names.compactMap { PrincipalID($0) }
    guard landers.count == names.count, !landers.isEmpty,
      zip(landers, landers.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw DocumentDefect("'landers' is not well formed") }
    ref = try members.value("ref") { RefName(branch: $0.utf8) }
    try members.end()
  }

  /// The document.
  public var canonical: [UInt8] {
    JSONValue.object([
      "approvals": .integer(approvals),
      "landers": .array(landers.map { .string($0.text) }),
      "ref": .string(ref.description),
      "schema": .string("entangle/branch-policy@v1"),
    ]).encodeCanonical()
  }
}
