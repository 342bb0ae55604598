/// Whom a service takes requests for a connection from: `services/<id>.json`. A service without one takes
/// none.
public struct ServiceAccess: Sendable, Hashable {
  /// Whom it lets in at once.
  public enum List: Sendable, Hashable {
    /// Everybody who is enrolled.
    case open
    /// Those listed, sorted; at least one.
    case allowlist([PrincipalID])
    /// Those with an enabled edge `contacts` to it.
    case contacts

    /// What the document calls it.
    public var name: String {
      switch self {
      case .open: "public"
      case .allowlist: "allowlist"
      case .contacts: "contacts"
      }
    }
  }

  /// What becomes of a request for a connection, from the least to the most.
  public enum Answer: Int, Sendable, Hashable, Comparable {
    /// It is refused.
    case rejected
    /// It stands, and the service's own verdict decides.
    case decided
    /// The connection stands with the request, without a verdict.
    case letIn

    public static func < (left: Answer, right: Answer) -> Bool { left.rawValue < right.rawValue }
  }

  /// Whom it lets in at once; nil for nobody.
  public let list: List?
  /// Whether it gives a verdict of its own on each request that the list does not let in.
  public let decidesConnections: Bool

  /// Nil where it would let in nobody and decide nothing, which is said by no document at all, or where an
  /// allowlist is empty.
  public init?(_ list: List?, decidesConnections: Bool) {
    guard list != nil || decidesConnections else { return nil }
    self.decidesConnections = decidesConnections
    guard case .allowlist(let names) = list else {
      self.list = list
      return
    }
    guard !names.isEmpty else { return nil }
    self.list = .allowlist(Set(names).sorted())
  }

  /// Those whom an allowlist names, sorted; none for another list.
  public var allowed: [PrincipalID] {
    if case .allowlist(let names) = list { names } else { [] }
  }

  private static let schema = "entangle/service@v1"

  /// Reads the document.
  public init(canonical bytes: [UInt8]) throws(DocumentDefect) {
    var members = try JSONMembers(canonical: bytes, schema: Self.schema)
    let access = try Self(&members)
    try members.end()
    // In the one order, each name once, and no member that says nothing.
    guard access.canonical == bytes else { throw DocumentDefect("not in its one form") }
    self = access
  }

  /// Takes the members `access`, `allowed` and `decidesConnections` of an object.
  init(_ members: inout JSONMembers) throws(DocumentDefect) {
    var list: List?
    if let word = try members.valueIfPresent("access", { $0 }) {
      switch word {
      case List.open.name: list = .open
      case List.contacts.name: list = .contacts
      case "allowlist":
        let names = try members.strings("allowed")
        let allowed = names.compactMap { PrincipalID($0) }
        guard allowed.count == names.count, !allowed.isEmpty else {
          throw DocumentDefect("'allowed' is not well formed")
        }
        list = .allowlist(allowed)
      default: throw DocumentDefect("'access' is not public, allowlist or contacts")
      }
    }
    var decides = false
    if let value = members.takeIfPresent("decidesConnections") {
      guard case .bool(let flag) = value else {
        throw DocumentDefect("'decidesConnections' is not a boolean")
      }
      decides = flag
    }
    guard let access = Self(list, decidesConnections: decides) else {
      throw DocumentDefect("neither 'access' nor 'decidesConnections'")
    }
    self = access
  }

  /// The members that say it, without `schema`.
  public var members: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    members["access"] = list.map { .string($0.name) }
    if !allowed.isEmpty { members["allowed"] = .array(allowed.map { .string($0.text) }) }
    if decidesConnections { members["decidesConnections"] = .bool(true) }
    return members
  }

  /// The document.
  public var canonical: [UInt8] {
    var members = members
    members["schema"] = .string(Self.schema)
    return JSONValue.object(members).encodeCanonical()
  }

  /// Where the document of a service stands in the trust tree.
  public static func path(_ service: PrincipalID) -> String { "services/\(service).json" }

  /// Whether it lets in nobody, and hands nobody over to a verdict, of whom `other` does not do so as well.
  public func isAtMost(_ other: ServiceAccess) -> Bool {
    guard !decidesConnections || other.decidesConnections else { return false }
    switch (list, other.list) {
    case (nil, _), (_, .open?), (.contacts?, .contacts?): return true
    case (.allowlist(let names)?, .allowlist(let others)?): return Set(names).isSubset(of: others)
    default: return false
    }
  }
}

extension TrustState {
  /// What becomes of somebody's request for a connection with a service: nothing unless the service is
  /// active and its access list says more, and nothing between tenants without a bridge.
  public func answer(to requester: PrincipalID, by service: PrincipalID) -> ServiceAccess.Answer {
    guard requester != service, let access = services[service],
      let principal = principals[service], principal.kind == .service, principal.status == .active,
      let from = principals[requester]?.tenant, joins(from, to: principal.tenant)
    else { return .rejected }
    let isListed =
      switch access.list {
      case nil: false
      case .open?: true
      case .allowlist(let names)?: names.contains(requester)
      case .contacts?: allows(Edge(from: requester, relation: .contacts, to: service))
      }
    return isListed ? .letIn : access.decidesConnections ? .decided : .rejected
  }
}
