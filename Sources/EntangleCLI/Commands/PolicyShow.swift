internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle policy show`: shows what protects branches.
struct PolicyShow: Command {
  static let spec = CommandSpec(
    ["policy", "show"], summary: "show what protects branches", category: .trust,
    options: [RepositoryAccess.repositoryOption, .json],
    operands: [
      OperandSpec("branch", .optional, form: .branch, help: "the branch (default: all of them)")
    ],
    details: [
      "For each protected branch: the policy's name, how many persons must approve a landing, and "
        + "who may land. For one branch without a policy it ends with 1."
    ], environment: RepositoryAccess.environment)

  private let ref: RefName?
  private let path: String?
  private let isJSON: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    ref = try arguments.operand(0).map { text throws(UsageError) in try Arguments.branch(text) }
    path = arguments.value("repository")
    isJSON = arguments.flag("json")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let step = try RepositoryAccess.newestState(path, in: context)
    let policies = Graph(step.state).sortedPolicies.filter { ref == nil || $0.policy.ref == ref }
    if let ref, policies.isEmpty {
      throw CommandError(
        "'\(ref)' has no policy", hint: "'entangle policy set' protects a branch",
        status: .refused)
    }
    if isJSON {
      try context.output.json(
        .object([
          "schema": .string("entangle/policy-show@v1"),
          "state": .string(step.name.description),
          "policies": .array(policies.map { PolicyDescription($0.name, $0.policy).document }),
        ]))
      return .ok
    }
    for (name, policy) in policies {
      try context.output.line("\(policy.ref)")
      try context.output.line("  policy     \(name)")
      try context.output.line("  approvals  \(policy.approvals)")
      let landers = policy.landers.map(\.text).joined(separator: " ")
      try context.output.line("  landers    \(landers)")
    }
    return .ok
  }
}
