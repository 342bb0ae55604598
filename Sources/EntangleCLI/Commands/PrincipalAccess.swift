internal import EntangleModel
internal import EntangleVerify

/// `entangle principal access`: says whom a service takes requests for a connection from.
struct PrincipalAccess: Command {
  private static let words = ["public", "allowlist", "contacts", "none"]

  static let spec = CommandSpec(
    ["principal", "access"], summary: "say whom a service lets connect", category: .trust,
    options: [
      .value(
        "allow", "id", isRepeatable: true, form: .principal,
        help: "who is on the allowlist; all of them, in place of before"),
      .flag("decides", help: "the service decides on everybody else by its own verdict"),
    ] + TrustChange.specs,
    operands: [
      OperandSpec("service", form: .principal, help: "the service"),
      OperandSpec("list", form: .words(words), help: "whom it lets in at once"),
    ],
    details: [
      "'public' lets in everybody who is enrolled, 'allowlist' those given with '--allow', "
        + "'contacts' those with an enabled edge 'contacts' to it, 'none' nobody. Whoever is not let in "
        + "is rejected, but with '--decides' may ask, and the service's verdict decides. A service that "
        + "nothing was said of rejects everybody, and so does 'none' without '--decides'.",
      "No list lets in who is of another tenant, but over a bridge from there (entangle-tenant-bridge(1)), and then "
        + "as it says.",
      "Authorities open a list; an operator of the service's tenant may only narrow it ('admin') or take it away "
        + "('operator'). Who loses access loses it at once, whatever state its next request names.",
    ], environment: ActorOptions.environment)

  private let service: PrincipalID
  private let access: ServiceAccess?
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    service = try Arguments.principal(arguments.requiredOperand(0, "service"))
    let word = try arguments.requiredOperand(1, "list")
    var allowed: [PrincipalID] = []
    for text in arguments.values("allow") { allowed.append(try Arguments.principal(text)) }
    guard allowed.isEmpty || word == "allowlist" else {
      throw UsageError("'--allow' goes with 'allowlist' alone")
    }
    let list: ServiceAccess.List?
    switch word {
    case "public": list = .open
    case "contacts": list = .contacts
    case "none": list = nil
    case "allowlist":
      guard !allowed.isEmpty else { throw UsageError("an allowlist needs '--allow'") }
      list = .allowlist(allowed)
    default:
      throw UsageError(
        "'\(displayText(word.utf8))' is no list; there are "
          + Self.words.joined(separator: ", "))
    }
    access = ServiceAccess(list, decidesConnections: arguments.flag("decides"))
    change = try TrustChange(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.publish(in: context) { files, session throws(CommandError) in
      let principal = try session.enrolled(service, in: files)
      guard principal.kind == .service else {
        throw CommandError(
          "'\(service)' is \(principal.kind.oneOfThem); only services have access lists",
          code: "T131", hint: "an edge 'contacts' says who may write to anybody else",
          status: .refused)
      }
      files[ServiceAccess.path(service)] = access?.canonical
    }
  }
}
