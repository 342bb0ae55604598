internal import EntangleModel
internal import EntangleVerify

/// `entangle principal add`: enrols a person, agent, runner or machine.
struct PrincipalAdd: Command {
  static let spec = CommandSpec(
    ["principal", "add"], summary: "enrol a principal and its keys", category: .trust,
    options: [
      .value(
        "kind", "kind", isRequired: true, form: .words(PrincipalKind.allCases.map(\.rawValue)),
        help: "what it is: user, worker, runner, reviewer, …"),
      .value("person", "id", isRequired: true, help: "the person who answers for it"),
      .value("tenant", "id", help: "its tenant (default: main)"),
      TrustChange.thresholdOption,
    ] + NewKeys.specs + TrustChange.specs,
    operands: [OperandSpec("id", help: "what the principal will be called")],
    details: [
      "Publishes a trust state that holds the principal as well. Prints its version and digest. A "
        + "principal needs at least one key; the keys are valid from now on.",
      "An authority's keys have no end. One more authority changes who makes law, so it signs too: "
        + "with its key if that is in the store, else through '--draft'; and the threshold must stay "
        + "more than half of the persons among the authorities.",
    ], environment: ActorOptions.environment)

  private let id: PrincipalID
  private let kind: PrincipalKind
  private let person: PrincipalID
  private let tenant: PrincipalID
  private let keys: NewKeys
  private let threshold: Int64?
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    id = try Arguments.principal(arguments.requiredOperand(0, "id"))
    let kindText = arguments.value("kind") ?? ""
    guard let kind = PrincipalKind(rawValue: kindText) else {
      let kinds = PrincipalKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError(
        "'\(displayText(kindText.utf8))' is no kind of principal; there are \(kinds)")
    }
    self.kind = kind
    person = try Arguments.principal(arguments.value("person") ?? "")
    tenant = try Arguments.tenant(arguments.value("tenant") ?? "main")
    threshold = try TrustChange.threshold(arguments)
    keys = try NewKeys(arguments)
    change = try TrustChange(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let start = try context.now()
    let principal = Principal(
      id: id, kind: kind, keys: try keys.enrolled(from: start, kind: kind, in: context),
      person: person, tenant: tenant)
    return try change.publish(in: context, newKeys: try keys.signing(principal, in: context)) {
      files, session throws(CommandError) in
      if let known = session.state.state.principals[id] {
        guard known.status != .retired else { throw .retired(id, code: "T115") }
        throw CommandError(
          "'\(id)' is enrolled already", code: "T115",
          hint: "'entangle key rotate' gives it another key; enrol others under another id",
          status: .refused)
      }
      files[principal.path] = principal.canonical
      try session.setThreshold(threshold, in: &files)
    }
  }
}
