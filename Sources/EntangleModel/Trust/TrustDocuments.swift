/// Documents of trust trees by their paths, as they were parsed last: of states that follow each other nearly all
/// are the same.
public struct TrustDocuments: Sendable {
  enum Document: Sendable {
    case principal(Principal)
    case edge(Edge, isEnabled: Bool)
    case policy(BranchPolicy)
    case epoch(Int64, Epoch)
    case service(PrincipalID, ServiceAccess)
    case peer(PrincipalID, Peer)
    case bridge(Bridge)
    case redaction(Int64, Redaction)
    /// What is parsed for itself, or not at all.
    case other
  }

  private var known: [String: (content: [UInt8], document: Document)] = [:]
  private var withheld: (redactions: [Int64: Redaction], commits: [ObjectID: SHA256Digest]) = (
    [:], [:]
  )

  public init() {}

  /// The commits that some redactions withhold: nearly always those that were asked for last.
  mutating func withheld(by redactions: [Int64: Redaction]) -> [ObjectID: SHA256Digest] {
    if withheld.redactions != redactions {
      withheld = (redactions, Redaction.withheld(by: redactions))
    }
    return withheld.commits
  }

  /// What stands at a path. Throws for what is not of its form, or has no place.
  mutating func document(
    _ path: String, _ content: [UInt8]
  ) throws(DocumentDefect) -> Document {
    if let known = known[path], known.content == content { return known.document }
    let document: Document =
      switch try TrustPath(path) {
      case .repository, .statement, .signature: .other
      case .principal(let kind, let id):
        .principal(try Principal(canonical: content, kind: kind, id: id))
      case .edge(let edge): .edge(edge, isEnabled: try Edge.isEnabled(canonical: content))
      case .epoch(let number): .epoch(number, try Epoch(canonical: content))
      case .service(let id): .service(id, try ServiceAccess(canonical: content))
      case .peer(let name): .peer(name, try Peer(canonical: content))
      case .bridge(let bridge): .bridge(bridge)
      case .redaction(let number):
        .redaction(number, try Redaction(canonical: content))
      case .policy: .policy(try BranchPolicy(canonical: content))
      }
    if case .bridge = document { try Bridge.check(canonical: content) }
    known[path] = (content, document)
    return document
  }
}
