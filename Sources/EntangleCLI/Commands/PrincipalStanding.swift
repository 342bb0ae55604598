internal import EntangleModel

/// What `entangle principal suspend`, `resume` and `retire` share: whether a principal may act.
struct StandingChange: Sendable {
  private let id: PrincipalID
  private let status: PrincipalStatus
  private let threshold: Int64?
  private let change: TrustChange

  /// The specification of the command of that name.
  static func spec(_ name: String, summary: String, _ details: String) -> CommandSpec {
    CommandSpec(
      ["principal", name], summary: summary, category: .trust,
      options: [TrustChange.thresholdOption] + TrustChange.specs,
      operands: [OperandSpec("id", form: .principal, help: "the principal it is about")],
      details: [details], environment: ActorOptions.environment)
  }

  init(_ status: PrincipalStatus, _ arguments: ParsedArguments) throws(UsageError) {
    self.status = status
    id = try Arguments.principal(arguments.requiredOperand(0, "id"))
    threshold = try TrustChange.threshold(arguments)
    change = try TrustChange(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.publish(in: context) { files, session throws(CommandError) in
      var principal = try session.enrolled(id, in: files)
      guard principal.status != .retired || status == .retired else {
        throw .retired(id, code: "T115")
      }
      principal.status = status
      files[principal.path] = principal.canonical
      try session.setThreshold(threshold, in: &files)
    }
  }
}

/// `entangle principal suspend`: bars a principal from acting until it is called back.
struct PrincipalSuspend: Command {
  static let spec = StandingChange.spec(
    "suspend", summary: "bar a principal from acting",
    "Nothing that it signs from now on counts, whatever date and state it names; what was published "
      + "before stays. 'entangle principal resume' calls it back.")
  private let standing: StandingChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    standing = try StandingChange(.suspended, arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try standing.run(in: context)
  }
}

/// `entangle principal resume`: lets a suspended principal act again.
struct PrincipalResume: Command {
  static let spec = StandingChange.spec(
    "resume", summary: "let a suspended principal act again",
    "What it signed meanwhile stays void; its lane goes on behind what counted.")
  private let standing: StandingChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    standing = try StandingChange(.active, arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try standing.run(in: context)
  }
}

/// `entangle principal retire`: ends a principal for good.
struct PrincipalRetire: Command {
  static let spec = StandingChange.spec(
    "retire", summary: "end a principal for good",
    "What it signed until now stays. Its id is never used again.")
  private let standing: StandingChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    standing = try StandingChange(.retired, arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try standing.run(in: context)
  }
}
