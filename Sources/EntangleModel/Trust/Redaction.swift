/// What the authorities take out of a history for good, such as a secret that was committed:
/// `redactions/<number>.json`.
///
/// A branch that has it is written anew by whoever has the right tools for that; the document says from where to where
/// the branch goes, and which commits need not be there any more. They stay in force for ever.
public struct Redaction: Sendable, Hashable {
  /// Why something is taken out.
  public enum Reason: String, Sendable, CaseIterable {
    case secret, personal, legal, other
  }

  /// Where a branch goes.
  public struct Move: Sendable, Hashable {
    public let ref: RefName
    /// Where it stood last: the `New` of a landing, the baseline's entry, or the `new` of an earlier redaction.
    public let old: CommitReference
    /// From where it goes on. What is behind that is exempt from the rules for code, as the baseline is.
    public let new: CommitReference

    public init(ref: RefName, old: CommitReference, new: CommitReference) {
      self.ref = ref
      self.old = old
      self.new = new
    }
  }

  /// Nil where nothing that is protected has to move.
  public let move: Move?
  public let reason: Reason
  /// The commits that need not be there, sorted by their text, at least one.
  public let withheld: [ObjectReference]

  public init(move: Move?, reason: Reason, withheld: [ObjectReference]) {
    self.move = move
    self.reason = reason
    self.withheld = Set(withheld).sorted { $0.description < $1.description }
  }

  /// How many commits a document lists, so that it stays within the bound of a file of the law.
  private static let mostListed = 6_000

  /// The redactions that withhold some commits, however many these are; the first moves the branch.
  public static func several(
    move: Move?, reason: Reason, withheld: [ObjectReference]
  ) -> [Redaction] {
    let all = Set(withheld).sorted { $0.description < $1.description }
    return stride(from: 0, to: all.count, by: mostListed).map { start in
      Redaction(
        move: start == 0 ? move : nil, reason: reason,
        withheld: Array(all[start..<min(start + mostListed, all.count)]))
    }
  }

  private static let schema = "entangle/redaction@v1"

  /// Reads the document.
  public init(canonical bytes: [UInt8]) throws(DocumentDefect) {
    var members = try JSONMembers(canonical: bytes, schema: Self.schema)
    if let value = members.takeIfPresent("move") {
      var parts = try JSONMembers(value, "move")
      move = Move(
        ref: try parts.value("ref") { RefName(branch: $0.utf8) },
        old: try parts.value("old") { CommitReference($0.utf8) },
        new: try parts.value("new") { CommitReference($0.utf8) })
      try parts.end()
    } else {
      move = nil
    }
    reason = try members.value("reason") { Reason(rawValue: $0) }
    let names = try members.strings("withheld")
    withheld = names.compactMap { ObjectReference($0.utf8) }
    guard withheld.count == names.count, !names.isEmpty,
      zip(names, names.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw DocumentDefect("'withheld' is not well formed") }
    try members.end()
  }

  /// The document.
  public var canonical: [UInt8] {
    var members: [String: JSONValue] = [
      "reason": .string(reason.rawValue), "schema": .string(Self.schema),
      "withheld": .array(withheld.map { .string($0.description) }),
    ]
    if let move {
      members["move"] = .object([
        "new": .string(move.new.description), "old": .string(move.old.description),
        "ref": .string(move.ref.description),
      ])
    }
    return JSONValue.object(members).encodeCanonical()
  }

  /// Whether all that it names is named as in a repository of that format.
  public func isOf(_ format: ObjectFormat) -> Bool {
    let ends = [move?.old.id, move?.new.id].compactMap { $0 }
    return (ends + withheld.map(\.id)).allSatisfy { $0.format == format }
  }

  /// The commits that some withhold, with their digests; of several digests of one, which no law gives, that of the lowest
  /// number.
  static func withheld(by redactions: [Int64: Redaction]) -> [ObjectID: SHA256Digest] {
    var found: [ObjectID: SHA256Digest] = [:]
    for (_, redaction) in redactions.sorted(by: { $0.key < $1.key }) {
      for commit in redaction.withheld where found[commit.id] == nil {
        found[commit.id] = commit.digest
      }
    }
    return found
  }

  /// Where a redaction's document stands in the trust tree.
  public static func path(_ number: Int64) -> String { "redactions/\(number).json" }
}

extension TrustState {
  /// Where a branch that stands at a commit has been moved by redactions, in their order; the commit itself first.
  public func places(of ref: RefName, from start: CommitReference) -> [CommitReference] {
    var places = [start]
    for (_, redaction) in redactions.sorted(by: { $0.key < $1.key }) {
      guard let move = redaction.move, move.ref == ref, move.old == places.last else { continue }
      places.append(move.new)
    }
    return places
  }
}
