/// That edges may lead from principals of one tenant to those of another: `bridges/<from>/<to>.json`.
public struct Bridge: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let from: PrincipalID
  public let to: PrincipalID

  public init(from: PrincipalID, to: PrincipalID) {
    self.from = from
    self.to = to
  }

  public var description: String { "\(from) to \(to)" }

  /// Where the document stands in the trust tree.
  public var path: String { "bridges/\(from)/\(to).json" }

  /// The document.
  public static let canonical = JSONValue.object(["schema": .string(schema)]).encodeCanonical()

  private static let schema = "entangle/bridge@v1"

  /// Reads the document; throws where it is not as `canonical`.
  static func check(canonical bytes: [UInt8]) throws(DocumentDefect) {
    try JSONMembers(canonical: bytes, schema: schema).end()
  }

  public static func < (left: Bridge, right: Bridge) -> Bool {
    left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
  }
}

extension TrustState {
  /// Whether anything passes from one tenant to another: where they are one, or there is a bridge that way.
  public func joins(_ from: PrincipalID, to: PrincipalID) -> Bool {
    from == to || bridges.contains(Bridge(from: from, to: to))
  }
}
