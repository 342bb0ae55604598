internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle policy set`: protects a branch, or changes how.
struct PolicySet: Command {
  static let spec = CommandSpec(
    ["policy", "set"], summary: "protect a branch, or change how", category: .trust,
    options: [
      .value("approvals", "n", help: "how many persons must approve a landing, 1 to 64"),
      .value(
        "lander", "id", isRepeatable: true, form: .principal,
        help: "who may land; all of them, in place of before"),
      .value(
        "name", "id", help: "the name of a new policy (default: the end of the branch's name)"),
      .flag("remove", help: "protect the branch no longer"),
    ] + TrustChange.specs,
    operands: [OperandSpec("branch", form: .branch, help: "the branch to protect")],
    details: [
      "Publishes a new trust state, as 'entangle graph apply' does. What is not given stays; a new "
        + "policy needs '--approvals' and '--lander'. Warns, as 'entangle graph apply' does, where nobody could land.",
      "A branch that has never been protected begins where it stands now: as of 'origin', where that has it, so fetch first. Its first "
        + "landing starts there. This never changes, and no operator says it alone.",
    ], environment: ActorOptions.environment)

  private let ref: RefName
  private let approvals: Int64?
  private let landers: Set<PrincipalID>
  private let name: PrincipalID?
  private let isRemoval: Bool
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    ref = try Arguments.branch(arguments.requiredOperand(0, "branch"))
    approvals = try arguments.integer("approvals", in: 1...64)
    var landers: Set<PrincipalID> = []
    for text in arguments.values("lander") { landers.insert(try Arguments.principal(text)) }
    self.landers = landers
    name = try arguments.value("name").map { text throws(UsageError) in
      try Arguments.principal(text)
    }
    isRemoval = arguments.flag("remove")
    change = try TrustChange(arguments)
    let isChange = approvals != nil || !landers.isEmpty || name != nil
    if isRemoval && isChange { throw UsageError("'--remove' goes with nothing else") }
    if !isRemoval && !isChange { throw UsageError("nothing to set is given") }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.publish(in: context, checksGraph: true) { files, session throws(CommandError) in
      let policies = Graph(session.state.state).policies
      let current = policies.first { $0.value.ref == ref }
      if let current { files[Self.path(current.key)] = nil }
      if isRemoval {
        guard current != nil else { throw Self.unprotected(ref) }
        return
      }
      guard let approvals = approvals ?? current?.value.approvals,
        !landers.isEmpty || current != nil
      else {
        throw CommandError(
          "'\(ref)' has no policy yet", hint: "a new one needs --approvals and --lander")
      }
      let chosen: PrincipalID
      if let given = name ?? current?.key {
        chosen = given
      } else {
        chosen = try Self.name(for: ref)
      }
      guard policies[chosen] == nil || chosen == current?.key else {
        throw CommandError(
          "the name '\(chosen)' is that of another branch's policy", hint: "give another --name")
      }
      let policy = BranchPolicy(
        approvals: approvals,
        landers: landers.isEmpty ? current?.value.landers ?? [] : Array(landers), ref: ref)
      files[Self.path(chosen)] = policy.canonical
      try session.begin(ref, in: &files)
    }
  }

  private static func path(_ name: PrincipalID) -> String { "policies/\(name).json" }

  private static func unprotected(_ ref: RefName) -> CommandError {
    CommandError("'\(ref)' has no policy", hint: "'entangle policy show' lists them")
  }

  /// The last part of the branch's name, where it can be an id.
  private static func name(for ref: RefName) throws(CommandError) -> PrincipalID {
    let last = ref.bytes.split(separator: UInt8(ascii: "/")).last ?? []
    guard let name = PrincipalID(last) else {
      throw CommandError("no policy can be named after '\(ref)'", hint: "give a --name")
    }
    return name
  }
}
