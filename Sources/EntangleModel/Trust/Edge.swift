/// What an edge allows, read from `from` to `to`.
public enum Relation: String, Sendable, Hashable, CaseIterable {
  /// `from` may request tasks of `to`.
  case delegates
  /// `from` may decide on what `to` requests.
  case reviews
  /// `from` may hand a task that it holds on to `to`.
  case handsOff = "hands-off"
  /// `from` may write to `to` unasked.
  case contacts
  /// `from` may direct the runner `to`.
  case operates
}

/// A directed edge of the graph, without its state.
public struct Edge: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let from: PrincipalID
  public let relation: Relation
  public let to: PrincipalID

  public init(from: PrincipalID, relation: Relation, to: PrincipalID) {
    self.from = from
    self.relation = relation
    self.to = to
  }

  public var description: String { "\(from) \(relation.rawValue) \(to)" }

  /// Where the document stands in the trust tree.
  public var path: String { "edges/\(from)/\(relation.rawValue)/\(to).json" }

  /// The document of an edge.
  public static func canonical(isEnabled: Bool) -> [UInt8] {
    JSONValue.object([
      "enabled": .bool(isEnabled), "schema": .string("entangle/edge@v1"),
    ]).encodeCanonical()
  }

  /// Reads the document of an edge: whether it is enabled.
  public static func isEnabled(canonical bytes: [UInt8]) throws(DocumentDefect) -> Bool {
    var members = try JSONMembers(canonical: bytes, schema: "entangle/edge@v1")
    let isEnabled = try members.bool("enabled")
    try members.end()
    return isEnabled
  }

  public static func < (left: Edge, right: Edge) -> Bool {
    left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
  }
}
