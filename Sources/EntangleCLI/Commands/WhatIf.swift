internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle what-if`: judges all history under law that is not signed yet.
struct WhatIf: Command {
  static let spec = CommandSpec(
    ["what-if"], summary: "judge all history under law that is not signed yet",
    category: .verification,
    options: [
      .value("policy", "file", form: .file, help: "suppose this policy of a branch"),
      .value("graph", "file", form: .file, help: "suppose this graph, as 'graph apply' takes it"),
      .value("revoke", "key[@event]", help: "suppose that this key is compromised"),
      .flag("now", help: "ask only what would come of publishing it now"),
    ] + JudgedHistory.options,
    operands: [RepositoryAccess.operand],
    details: [
      "One of --policy, --graph and --revoke is given. Two questions are answered. Judged under it from "
        + "the beginning: what would not have been allowed if it had been law all the time. Published "
        + "now, as the next state: what is here then counts as seen, so what has landed stays; what "
        + "becomes tainted is told, and which open proposals would lack approvals, or could not land: by whose keys their "
        + "commits are signed, and who may land. For whatever lacks "
        + "approvals it says who could give them.",
      "--policy: a document as it stands below policies/, {\"schema\": \"entangle/branch-policy@v1\", "
        + "\"ref\": \"refs/heads/main\", \"approvals\": 2, \"landers\": [\"builder\"]}. From the "
        + "beginning means that it protects the branch in every state.",
      "--graph: what the file changes of the graph in force is taken to have been so from the beginning; "
        + "what it leaves is judged as it was.",
      "--revoke: " + KeySelection.help
        + " From the beginning means that nothing counts that the key "
        + "signed after EVENT.",
      "Nothing is written to the repository. Ends with 0 where nothing would turn invalid, with 1 where "
        + "something would or where this can never be law, with 2 where something could not be told any more; about the first question, "
        + "or with '--now' about the second one.",
    ], environment: RepositoryAccess.environment + [.noColour, .columns])

  private enum Supposition: Sendable {
    case policy(String)
    case graph(String)
    case revocation(KeySelection)
  }

  private let supposition: Supposition
  private let options: JudgedHistory.Options
  private let isNow: Bool
  private let argument: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    var given: [Supposition] = []
    if let file = arguments.value("policy") { given.append(.policy(file)) }
    if let file = arguments.value("graph") { given.append(.graph(file)) }
    if let key = arguments.value("revoke") { given.append(.revocation(try KeySelection(key))) }
    guard let supposition = given.first, given.count == 1 else {
      throw UsageError(
        given.isEmpty
          ? "one of '--policy', '--graph' and '--revoke' is needed"
          : "only one of '--policy', '--graph' and '--revoke' is asked about at once")
    }
    self.supposition = supposition
    options = try JudgedHistory.Options(arguments)
    isNow = arguments.flag("now")
    argument = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let history = try JudgedHistory.open(argument, options, in: context)
    let change = try change(history)
    var answers: [WhatIfAnswer] = []
    if !isNow { answers.append(answer(.always, try change.always(), history)) }
    answers.append(answer(.now, try change.next(), history))
    if options.form == .json {
      var members: [String: JSONValue] = [
        "schema": .string("entangle/what-if@v1"),
        "repository": .string(history.report.repository?.hex ?? "unknown"),
        "asOf": .string(history.report.asOf.description),
        "verdict": .string(history.report.verdict.rawValue),
      ]
      for answer in answers {
        members[answer.question.rawValue] = WhatIfRendering.document(answer)
      }
      try context.output.json(.object(members))
    } else {
      let rendering = WhatIfRendering(context.outputStyle, showsAll: options.form == .all)
      try context.output.write(answers.map { rendering.text($0) }.joined(separator: "\n"))
    }
    return RepositoryAccess.status(answers[0].difference.verdict)
  }

  private func change(_ history: JudgedHistory) throws(CommandError) -> SupposedChange {
    switch supposition {
    case .policy(let file): return try .policy(file, history)
    case .graph(let file): return try .graph(file, history)
    case .revocation(let key):
      let choice = try key.choice(
        in: history.judgement, cryptography: history.context.cryptography)
      return try .revocation(choice, history)
    }
  }

  private func answer(
    _ question: WhatIfAnswer.Question, _ law: SupposedLaw, _ history: JudgedHistory
  ) -> WhatIfAnswer {
    WhatIfAnswer(
      question, law, now: history.report, branches: history.governed.branches,
      objects: history.governed.objects, cryptography: history.context.cryptography
    ) { history.report(under: $0) }
  }
}
