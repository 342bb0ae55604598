/// A key of a principal: what it may sign and when.
public struct EnrolledKey: Sendable, Hashable {
  public let publicKey: PublicKey
  public let uses: Set<KeyUse>
  public let notBefore: Timestamp
  /// The last second in which the key signs; nil for an authority's key without end.
  public let notAfter: Timestamp?
  /// Its end before that; nil while it is in force.
  public var revocation: KeyRevocation?

  public init(
    publicKey: PublicKey, uses: Set<KeyUse>, notBefore: Timestamp, notAfter: Timestamp?,
    revocation: KeyRevocation? = nil
  ) {
    self.publicKey = publicKey
    self.uses = uses
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.revocation = revocation
  }

  /// The last second in which the key signs, by window or revocation; nil where it has no end.
  public var lastSecond: Timestamp? {
    [notAfter, revocation?.at].compactMap { $0 }.min()
  }

  /// Whether the moment is within the key's window, both ends included.
  public func isInWindow(_ moment: Timestamp) -> Bool {
    moment >= notBefore && notAfter.map { moment <= $0 } ?? true
  }

  /// Whether a revocation takes away what the key signed at that moment: a retired key stays good
  /// until its end, any other revoked key is good for nothing that was not counted before.
  public func isRevoked(at moment: Timestamp) -> Bool {
    guard let revocation else { return false }
    return revocation.reason != .retired || moment > revocation.at
  }

  /// Whether what the key signed at that moment counts.
  public func isValid(at moment: Timestamp) -> Bool { isInWindow(moment) && !isRevoked(at: moment) }
}

/// Whether a principal may act.
public enum PrincipalStatus: String, Sendable, Hashable {
  case active
  /// Not until it is active again.
  case suspended
  /// Never again.
  case retired
}

/// Somebody, or something, that may act in a repository: `principals/<kind>/<id>.json`.
public struct Principal: Sendable, Hashable {
  public let id: PrincipalID
  public let kind: PrincipalKind
  public var keys: [EnrolledKey]
  /// The person who answers for it.
  public let person: PrincipalID
  public let tenant: PrincipalID
  public var status: PrincipalStatus
  /// An operator's role; nil for one without, and for all others.
  public var grant: RoleGrant?

  public init(
    id: PrincipalID, kind: PrincipalKind, keys: [EnrolledKey], person: PrincipalID,
    tenant: PrincipalID, status: PrincipalStatus = .active, grant: RoleGrant? = nil
  ) {
    self.id = id
    self.kind = kind
    self.keys = keys
    self.person = person
    self.tenant = tenant
    self.status = status
    self.grant = grant
  }

  /// Reads the document that stands at a path of `kind` and `id`.
  public init(
    canonical bytes: [UInt8], kind: PrincipalKind, id: PrincipalID
  ) throws(DocumentDefect) {
    var members = try JSONMembers(canonical: bytes, schema: "entangle/principal@v1")
    var keys: [EnrolledKey] = []
    for item in try members.array("keys") { keys.append(try Self.key(item)) }
    guard !keys.isEmpty else { throw DocumentDefect("'keys' is empty") }
    let person = try members.value("person") { PrincipalID($0) }
    let tenant = try members.value("tenant") { PrincipalID($0) }
    let status = try members.valueIfPresent("status") { PrincipalStatus(rawValue: $0) }
    guard status != .active else { throw DocumentDefect("'status' is not well formed") }
    var grant: RoleGrant?
    if kind == .operator, let role = try members.valueIfPresent("role", { Role(rawValue: $0) }) {
      grant = RoleGrant(role: role, until: try members.value("roleUntil") { Timestamp($0) })
    }
    try members.end()
    self.init(
      id: id, kind: kind, keys: keys, person: person, tenant: tenant, status: status ?? .active,
      grant: grant)
  }

  private static func key(_ value: JSONValue) throws(DocumentDefect) -> EnrolledKey {
    var members = try JSONMembers(value, "keys")
    let publicKey = try members.value("public") { PublicKey(text: $0) }
    let words = try members.strings("use")
    let uses = words.compactMap { KeyUse(rawValue: $0) }
    guard uses.count == words.count, zip(uses, uses.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw DocumentDefect("'use' is not well formed")
    }
    let notBefore = try members.value("notBefore") { Timestamp($0) }
    let notAfter = try members.valueIfPresent("notAfter") { Timestamp($0) }
    var revocation: KeyRevocation?
    if let revoked = members.takeIfPresent("revoked") {
      revocation = try KeyRevocation(revoked, uses: Set(uses))
    }
    try members.end()
    return EnrolledKey(
      publicKey: publicKey, uses: Set(uses), notBefore: notBefore, notAfter: notAfter,
      revocation: revocation)
  }

  /// The document.
  public var canonical: [UInt8] {
    let keys = keys.map { key in
      var members: [String: JSONValue] = [
        "public": .string(key.publicKey.text),
        "use": .array(key.uses.sorted().map { .string($0.rawValue) }),
        "notBefore": .string(key.notBefore.description),
      ]
      if let end = key.notAfter { members["notAfter"] = .string(end.description) }
      if let revocation = key.revocation { members["revoked"] = revocation.json }
      return JSONValue.object(members)
    }
    var members: [String: JSONValue] = [
      "keys": .array(keys),
      "person": .string(person.text),
      "schema": .string("entangle/principal@v1"),
      "tenant": .string(tenant.text),
    ]
    if status != .active { members["status"] = .string(status.rawValue) }
    if let grant {
      members["role"] = .string(grant.role.rawValue)
      members["roleUntil"] = .string(grant.until.description)
    }
    return JSONValue.object(members).encodeCanonical()
  }

  /// Where the document stands in the trust tree.
  public var path: String { "principals/\(kind.rawValue)/\(id).json" }
}
