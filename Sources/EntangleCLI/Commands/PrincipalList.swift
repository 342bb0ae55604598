internal import EntangleModel
internal import EntangleVerify

/// `entangle principal list`: shows who there is in the newest trust state.
struct PrincipalList: Command {
  static let spec = CommandSpec(
    ["principal", "list"], summary: "list the principals and their keys", category: .trust,
    options: [.json], operands: [RepositoryAccess.operand],
    details: [
      "For each principal its id, kind, person and tenant, and below it each key: uses, key id, "
        + "and the first and last moment in which it signs."
    ], environment: RepositoryAccess.environment)

  private let isJSON: Bool
  private let argument: String?

  init(_ arguments: ParsedArguments) {
    isJSON = arguments.flag("json")
    argument = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let state = try RepositoryAccess.newestState(argument, in: context)
    let principals = state.state.principals.values.sorted { $0.id < $1.id }
    if isJSON {
      try context.output.json(
        .object([
          "schema": .string("entangle/principal-list@v1"),
          "state": .string(state.name.description),
          "principals": .array(
            principals.map { Self.document($0, context.cryptography) }),
        ]))
      return .ok
    }
    for principal in principals {
      try context.output.line(
        "\(principal.id)  \(principal.kind.rawValue), person \(principal.person), "
          + "tenant \(principal.tenant)"
          + (principal.grant.map { ", \($0.role.rawValue) until \($0.until)" } ?? "")
          + (principal.status == .active ? "" : ", \(principal.status.rawValue)"))
      for key in principal.keys {
        try context.output.line("  " + Self.line(key, context.cryptography))
      }
    }
    return .ok
  }

  private static func line(_ key: EnrolledKey, _ cryptography: any Cryptography) -> String {
    let uses = key.uses.sorted().map(\.rawValue).joined(separator: ",")
    let end = key.notAfter?.description ?? "no end"
    let revoked = key.revocation.map { ", \($0.reason.rawValue) at \($0.at)" } ?? ""
    return "\(uses)  \(cryptography.keyID(key.publicKey))  \(key.notBefore) to \(end)\(revoked)"
  }

  private static func document(
    _ principal: Principal, _ cryptography: any Cryptography
  ) -> JSONValue {
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
    return .object(members)
  }
}
