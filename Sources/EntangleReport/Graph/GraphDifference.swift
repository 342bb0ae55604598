public import EntangleModel

/// What one graph has that another has not: principals, keys, edges, policies and access lists of services; between
/// trust states everything else that is law, too.
public struct GraphDifference: Sendable {
  /// What a change is about.
  public enum Subject: String, Sendable, Hashable {
    case threshold, recovery, principal, key, edge, policy, beginning, service, bridge, epoch, peer,
      redaction
  }

  /// What became of it.
  public enum Mark: String, Sendable, Hashable {
    case added, changed, removed
  }

  /// What a member says.
  public enum Value: Sendable, Hashable, CustomStringConvertible {
    case text(String)
    case number(Int64)
    case list([String])

    /// In one line: the parts of a list separated by commas.
    public var description: String {
      switch self {
      case .text(let text): text
      case .number(let number): "\(number)"
      case .list(let parts): parts.joined(separator: ",")
      }
    }

    /// The same for programs.
    public var json: JSONValue {
      switch self {
      case .text(let text): .string(text)
      case .number(let number): .integer(number)
      case .list(let parts): .array(parts.map { .string($0) })
      }
    }
  }

  /// A member of a thing, before and after; nil where the thing is not there.
  public struct Field: Sendable, Hashable {
    public let name: String
    public let old: Value?
    public let new: Value?
  }

  /// One thing that differs.
  public struct Change: Sendable, Hashable {
    public let mark: Mark
    public let subject: Subject
    /// Which one it is: an id, an edge as `from relation to`, a key as `<principal> <key id>`.
    public let name: String
    /// What is said of it, and of what is changed only that which differs.
    public let fields: [Field]
  }

  /// Sorted by subject, as listed, then by name.
  public let changes: [Change]

  /// Compares. A graph from a document knows no principals and nothing else that is law: where one of the two
  /// is such a graph, edges and policies alone are compared, and access lists where it speaks of them.
  public init(from old: Graph, to new: Graph, cryptography: any Cryptography) {
    var changes: [Change] = []
    let laws = old.law.flatMap { before in new.law.map { (before, $0) } }
    if let (before, after) = laws {
      changes += Self.compare(.threshold, Self.threshold(before), Self.threshold(after))
      changes += Self.compare(
        .recovery, Self.recovery(before, cryptography), Self.recovery(after, cryptography))
      changes += Self.compare(.principal, Self.principals(old), Self.principals(new))
      changes += Self.compare(.key, Self.keys(old, cryptography), Self.keys(new, cryptography))
    }
    changes += Self.compare(.edge, Self.edges(old), Self.edges(new))
    changes += Self.compare(.policy, Self.policies(old), Self.policies(new))
    if let (before, after) = laws {
      changes += Self.compare(.beginning, Self.beginnings(before), Self.beginnings(after))
    }
    if old.services != nil && new.services != nil {
      changes += Self.compare(.service, Self.services(old), Self.services(new))
    }
    if let (before, after) = laws {
      changes += Self.compare(.bridge, Self.bridges(before), Self.bridges(after))
      changes += Self.compare(.epoch, Self.epochs(before), Self.epochs(after))
      changes += Self.compare(
        .peer, Self.peers(before, cryptography), Self.peers(after, cryptography))
      changes += Self.compare(.redaction, Self.redactions(before), Self.redactions(after))
    }
    self.changes = changes
  }

  /// The members of each thing, by its name; of all things of one subject the same in one order.
  typealias Members = [String: [(name: String, value: Value)]]

  /// Values that are said of changes alone.
  private static let usual: Set<Value> = [.text(PrincipalStatus.active.rawValue), .text("none")]

  private static func compare(_ subject: Subject, _ old: Members, _ new: Members) -> [Change] {
    let names = Set(old.keys).union(new.keys).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    return names.compactMap { name in
      switch (old[name], new[name]) {
      case (let before?, let after?):
        let fields = zip(before, after).filter { $0.value != $1.value }
          .map { Field(name: $0.name, old: $0.value, new: $1.value) }
        guard !fields.isEmpty else { return nil }
        return Change(mark: .changed, subject: subject, name: name, fields: fields)
      case (nil, let after?):
        let fields = after.filter { !usual.contains($0.value) }
          .map { Field(name: $0.name, old: nil, new: $0.value) }
        return Change(mark: .added, subject: subject, name: name, fields: fields)
      case (let before?, nil):
        let fields = before.filter { !usual.contains($0.value) }
          .map { Field(name: $0.name, old: $0.value, new: nil) }
        return Change(mark: .removed, subject: subject, name: name, fields: fields)
      case (nil, nil): return nil
      }
    }
  }

  private static func principals(_ graph: Graph) -> Members {
    graph.principals.values.reduce(into: [:]) { members, principal in
      members[principal.id.text] = [
        ("kind", .text(principal.kind.rawValue)), ("person", .text(principal.person.text)),
        ("tenant", .text(principal.tenant.text)), ("status", .text(principal.status.rawValue)),
        (
          "role",
          .text(principal.grant.map { "\($0.role.rawValue) until \($0.until)" } ?? "none")
        ),
      ]
    }
  }

  private static func keys(_ graph: Graph, _ cryptography: any Cryptography) -> Members {
    graph.principals.values.reduce(into: [:]) { members, principal in
      for key in principal.keys {
        members["\(principal.id) \(cryptography.keyID(key.publicKey))"] = [
          ("use", .list(key.uses.sorted().map(\.rawValue))),
          ("from", .text(key.notBefore.description)),
          ("to", .text(key.notAfter?.description ?? "no end")),
          (
            "ended",
            .text(key.revocation.map(Self.ending) ?? "none")
          ),
        ]
      }
    }
  }

  private static func ending(_ revocation: KeyRevocation) -> String {
    "\(revocation.reason.rawValue) at \(revocation.at)"
      + (revocation.after.map { ", events after \($0) void" } ?? "")
  }

  private static func edges(_ graph: Graph) -> Members {
    graph.edges.reduce(into: [:]) { members, edge in
      members[edge.key.description] = [("state", .text(edge.value ? "enabled" : "disabled"))]
    }
  }

  private static func services(_ graph: Graph) -> Members {
    graph.sortedServices.reduce(into: [:]) { members, service in
      members[service.name.text] = [
        ("access", .text(service.access.list?.name ?? "none")),
        ("allowed", .list(service.access.allowed.map(\.text))),
        ("others", .text(service.access.decidesConnections ? "decided" : "none")),
      ]
    }
  }

  private static func policies(_ graph: Graph) -> Members {
    graph.policies.reduce(into: [:]) { members, policy in
      members[policy.key.text] = [
        ("ref", .text(policy.value.ref.description)),
        ("approvals", .number(policy.value.approvals)),
        ("landers", .list(policy.value.landers.map(\.text))),
      ]
    }
  }
}
