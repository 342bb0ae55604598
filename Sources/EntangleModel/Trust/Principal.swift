/// A key of a principal: what it may sign and when.
public struct EnrolledKey: Sendable, Hashable {
  public let publicKey: PublicKey
  public let uses: Set<KeyUse>
  public let notBefore: Timestamp
  /// The last second in which the key signs; nil for an authority's key without end.
  public let notAfter: Timestamp?

  public init(
    publicKey: PublicKey, uses: Set<KeyUse>, notBefore: Timestamp, notAfter: Timestamp?
  ) {
    self.publicKey = publicKey
    self.uses = uses
    self.notBefore = notBefore
    self.notAfter = notAfter
  }
}

/// Somebody, or something, that may act in a repository: `principals/<kind>/<id>.json`.
public struct Principal: Sendable, Hashable {
  public let id: PrincipalID
  public let kind: PrincipalKind
  public let keys: [EnrolledKey]
  /// The person who answers for it.
  public let person: PrincipalID
  public let tenant: PrincipalID

  public init(
    id: PrincipalID, kind: PrincipalKind, keys: [EnrolledKey], person: PrincipalID,
    tenant: PrincipalID
  ) {
    self.id = id
    self.kind = kind
    self.keys = keys
    self.person = person
    self.tenant = tenant
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
    try members.end()
    self.init(id: id, kind: kind, keys: keys, person: person, tenant: tenant)
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
    var notAfter: Timestamp?
    if let end = members.takeIfPresent("notAfter") {
      guard case .string(let text) = end, let moment = Timestamp(text) else {
        throw DocumentDefect("'notAfter' is not well formed")
      }
      notAfter = moment
    }
    try members.end()
    return EnrolledKey(
      publicKey: publicKey, uses: Set(uses), notBefore: notBefore, notAfter: notAfter)
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
      return JSONValue.object(members)
    }
    return JSONValue.object([
      "keys": .array(keys),
      "person": .string(person.text),
      "schema": .string("entangle/principal@v1"),
      "tenant": .string(tenant.text),
    ]).encodeCanonical()
  }

  /// Where the document stands in the trust tree.
  public var path: String { "principals/\(kind.rawValue)/\(id).json" }
}
