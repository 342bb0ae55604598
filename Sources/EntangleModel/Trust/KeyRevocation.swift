/// The end of a key before its window's end.
public struct KeyRevocation: Sendable, Hashable {
  /// Why a key ends, the mildest first.
  public enum Reason: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Its work is over: what it signed until then is good.
    case retired
    /// Nothing more from now on: what nobody has seen by then does not count.
    case frozen
    /// Somebody else may hold it: what it signed after a given event is tainted.
    case compromised

    public static func < (left: Reason, right: Reason) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }

  public let reason: Reason
  /// The last second in which it signs.
  public let at: Timestamp
  /// The last event of its lane that its holder signed, as its sequence, 0 for none; of a
  /// compromised `law` key only.
  public let after: Int64?

  public init(reason: Reason, at: Timestamp, after: Int64? = nil) {
    self.reason = reason
    self.at = at
    self.after = after
  }

  /// A revocation in place of another one, or of none, in a state that is issued at a moment: an end that is past stays, and
  /// one that is to come is now.
  public init(
    replacing known: KeyRevocation?, reason: Reason, issued: Timestamp, after: Int64?
  ) {
    // (A key that is retired once more ends when it was to end: only a graver revocation changes that.)
    let end = known.map { reason > $0.reason ? min($0.at, issued) : $0.at }
    self.init(reason: reason, at: end ?? issued, after: after)
  }

  /// Reads the member `revoked` of a key.
  init(_ value: JSONValue, uses: Set<KeyUse>) throws(DocumentDefect) {
    var members = try JSONMembers(value, "revoked")
    reason = try members.value("reason") { Reason(rawValue: $0) }
    at = try members.value("at") { Timestamp($0) }
    after = reason == .compromised && uses.contains(.law) ? try members.integer("after") : nil
    guard after ?? 0 >= 0 else { throw DocumentDefect("'after' is negative") }
    try members.end()
  }

  /// The member `revoked`.
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "at": .string(at.description), "reason": .string(reason.rawValue),
    ]
    if let after { members["after"] = .integer(after) }
    return .object(members)
  }
}
