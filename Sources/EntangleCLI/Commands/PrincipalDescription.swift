internal import EntangleModel
internal import EntangleReport

/// A principal and its keys as commands show them.
struct PrincipalDescription {
  let principal: Principal
  private let cryptography: any Cryptography

  init(_ principal: Principal, _ cryptography: any Cryptography) {
    self.principal = principal
    self.cryptography = cryptography
  }

  /// One line: id, kind, person, tenant; an operator's role; whether it may not act.
  var headline: String {
    "\(principal.id)  \(principal.kind.rawValue), person \(principal.person), "
      + "tenant \(principal.tenant)"
      + (principal.grant.map { ", \($0.role.rawValue) until \($0.until)" } ?? "")
      + (principal.status == .active ? "" : ", \(principal.status.rawValue)")
  }

  /// A line for each key: uses, key id, first and last moment in which it signs, how it ended before
  /// that; with a moment, also how it stands then.
  func keyLines(at moment: Timestamp? = nil) -> [String] {
    principal.keys.map { key in
      let uses = key.uses.sorted().map(\.rawValue).joined(separator: ",")
      let end = key.notAfter?.description ?? "no end"
      let revoked = key.revocation.map { ", \($0.reason.rawValue) at \($0.at)" } ?? ""
      let id = cryptography.keyID(key.publicKey)
      let window = "\(uses)  \(id)  \(key.notBefore) to \(end)\(revoked)"
      return window + (moment.map { "  " + KeyWindow(key, at: $0).words } ?? "")
    }
  }

  /// The members that describe it: `id`, `kind`, `person`, `tenant`, `status`, `keys`, an operator's
  /// `role` and `roleUntil`; with a moment each key has a `window`.
  func members(at moment: Timestamp? = nil) -> [String: JSONValue] {
    let keys = principal.keys.map { key in
      var members: [String: JSONValue] = [
        "id": .string(cryptography.keyID(key.publicKey).text),
        "public": .string(key.publicKey.text),
        "use": .array(key.uses.sorted().map { .string($0.rawValue) }),
        "notBefore": .string(key.notBefore.description),
      ]
      members["notAfter"] = key.notAfter.map { .string($0.description) }
      if let revocation = key.revocation {
        var revoked: [String: JSONValue] = [
          "at": .string(revocation.at.description), "reason": .string(revocation.reason.rawValue),
        ]
        revoked["after"] = revocation.after.map { .integer($0) }
        members["revoked"] = .object(revoked)
      }
      members["window"] = moment.map { .string(KeyWindow(key, at: $0).rawValue) }
      return JSONValue.object(members)
    }
    var members: [String: JSONValue] = [
      "id": .string(principal.id.text), "kind": .string(principal.kind.rawValue),
      "person": .string(principal.person.text), "tenant": .string(principal.tenant.text),
      "status": .string(principal.status.rawValue),
      "keys": .array(keys),
    ]
    if let grant = principal.grant {
      members["role"] = .string(grant.role.rawValue)
      members["roleUntil"] = .string(grant.until.description)
    }
    return members
  }
}

extension KeyWindow {
  /// The window in words, for people.
  fileprivate var words: String {
    switch self {
    case .early: "not valid yet"
    case .good: "valid"
    case .soon: "valid, ends soon"
    case .expired: "expired"
    case .revoked: "ended"
    }
  }
}
