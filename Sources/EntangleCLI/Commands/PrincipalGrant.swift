internal import EntangleModel
internal import EntangleVerify

/// `entangle principal grant`: gives an operator a role for a time, or takes it away.
struct PrincipalGrant: Command {
  static let spec = CommandSpec(
    ["principal", "grant"], summary: "give an operator a role for a time", category: .trust,
    options: [
      .value("days", "n", help: "how long it holds, 1 to 365 (default: 30)")
    ] + TrustChange.specs,
    operands: [
      OperandSpec("id", form: .principal, help: "the operator"),
      OperandSpec(
        "role", form: .words(Role.allCases.map(\.rawValue) + ["none"]), help: "what it may do"),
    ],
    details: [
      "An operator may change the law alone, as far as its role goes. viewer: nothing. operator: "
        + "suspend machines, retire or freeze their keys, disable and remove edges. admin: also enrol workers, "
        + "runners and services of other persons, give them keys, call them back, let others "
        + "delegate to them, and make policies stricter. owner: also retire machines, and protect "
        + "branches that no policy protects and that stand where the law has them begin, as at the founding: "
        + "where another begins, the authorities say. 'none' takes the role away.",
      "Nobody's role goes so far as to touch the key of a person, authorities, approvals or a role.",
    ], environment: ActorOptions.environment)

  private let id: PrincipalID
  private let role: Role?
  private let days: Int64
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    id = try Arguments.principal(arguments.requiredOperand(0, "id"))
    let word = try arguments.requiredOperand(1, "role")
    role = Role(rawValue: word)
    guard role != nil || word == "none" else {
      let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("'\(displayText(word.utf8))' is no role; there are \(roles) and none")
    }
    days = try arguments.integer("days", in: 1...365) ?? 30
    change = try TrustChange(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.publish(in: context) { files, session throws(CommandError) in
      var principal = try session.enrolled(id, in: files)
      guard principal.kind == .operator else {
        throw CommandError("'\(id)' is \(principal.kind.oneOfThem); only operators have roles")
      }
      guard let end = session.now.adding(seconds: days * 86_400) else {
        throw CommandError("the role would end after the year 9999")
      }
      principal.grant = role.map { RoleGrant(role: $0, until: end) }
      files[principal.path] = principal.canonical
    }
  }
}
