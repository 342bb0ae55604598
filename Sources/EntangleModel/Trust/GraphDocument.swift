/// Edges, policies and the access lists of services as a person writes them in one file, for `entangle graph apply`.
public struct GraphDocument: Sendable, Hashable {
  /// Whether each edge is enabled.
  public let edges: [Edge: Bool]
  /// Policies by name.
  public let policies: [PrincipalID: BranchPolicy]
  /// Access lists by service; nil where the file does not speak of them.
  public let services: [PrincipalID: ServiceAccess]?

  /// Reads JSON in any spelling: `schema`, `edges`, `policies`, and perhaps `services`. Throws where
  /// a member is missing, unknown or not of its form, or an edge, policy or service stands twice.
  public init(_ bytes: [UInt8]) throws(DocumentDefect) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw DocumentDefect("not JSON: \(error.detail(in: bytes))")
    }
    var members = try JSONMembers(value, "graph")
    guard try members.string("schema") == "entangle/graph@v1" else {
      throw DocumentDefect("schema is not 'entangle/graph@v1'")
    }
    var edges: [Edge: Bool] = [:]
    for item in try members.array("edges") {
      let (edge, isEnabled) = try Self.edge(item)
      guard edges.updateValue(isEnabled, forKey: edge) == nil else {
        throw DocumentDefect("the edge '\(edge)' stands twice")
      }
    }
    var policies: [PrincipalID: BranchPolicy] = [:]
    for item in try members.array("policies") {
      let (name, policy) = try Self.policy(item)
      guard policies.updateValue(policy, forKey: name) == nil else {
        throw DocumentDefect("the policy '\(name)' stands twice")
      }
    }
    services = try Self.services(members.takeIfPresent("services"))
    try members.end()
    self.edges = edges
    self.policies = policies
  }

  private static func services(
    _ value: JSONValue?
  ) throws(DocumentDefect) -> [PrincipalID: ServiceAccess]? {
    guard let value else { return nil }
    guard case .array(let items) = value else { throw DocumentDefect("'services' is not an array") }
    var services: [PrincipalID: ServiceAccess] = [:]
    for item in items {
      var members = try JSONMembers(item, "services")
      let name = try members.value("name") { PrincipalID($0) }
      let access = try ServiceAccess(&members)
      try members.end()
      guard services.updateValue(access, forKey: name) == nil else {
        throw DocumentDefect("the service '\(name)' stands twice")
      }
    }
    return services
  }

  private static func edge(_ value: JSONValue) throws(DocumentDefect) -> (Edge, Bool) {
    var members = try JSONMembers(value, "edges")
    let edge = Edge(
      from: try members.value("from") { PrincipalID($0) },
      relation: try members.value("relation") { Relation(rawValue: $0) },
      to: try members.value("to") { PrincipalID($0) })
    var isEnabled = true
    if let flag = members.takeIfPresent("enabled") {
      guard case .bool(let value) = flag else { throw DocumentDefect("'enabled' is not a boolean") }
      isEnabled = value
    }
    try members.end()
    return (edge, isEnabled)
  }

  private static func policy(
    _ value: JSONValue
  ) throws(DocumentDefect) -> (PrincipalID, BranchPolicy) {
    var members = try JSONMembers(value, "policies")
    let name = try members.value("name") { PrincipalID($0) }
    let ref = try members.value("ref") { RefName(branch: $0.utf8) }
    let approvals = try members.integer("approvals")
    let names = try members.strings("landers")
    let landers = names.compactMap { PrincipalID($0) }
    guard landers.count == names.count else { throw DocumentDefect("'landers' is not well formed") }
    try members.end()
    let policy = BranchPolicy(approvals: approvals, landers: Array(Set(landers)), ref: ref)
    return (name, try BranchPolicy(canonical: policy.canonical))
  }
}
