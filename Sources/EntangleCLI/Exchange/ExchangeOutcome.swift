internal import EntangleModel

/// What an exchange with a remote did and found.
struct ExchangeOutcome {
  /// A ref that moved.
  struct Move {
    let ref: RefName
    let old: ObjectID?
    let new: ObjectID
  }

  let remote: String
  /// Sorted by ref.
  var moves: [Move] = []
  var problems: [ExchangeProblem] = []
  /// What git said of a push that the remote did not take.
  var talk: GitResult?

  /// The worst of the problems' statuses: refused, undecided, or 0 without problems.
  var status: ExitStatus {
    if problems.contains(where: { $0.status == .refused }) { return .refused }
    return problems.isEmpty ? .ok : .undecided
  }

  /// Prints the moves on standard output, `<old>..<new> <ref>` or `<new> <ref>`, and the problems
  /// on standard error; or all of it as one document on standard output.
  func print(asJSON isJSON: Bool, in context: CommandContext) throws(CommandError) {
    if isJSON {
      try context.output.json(document)
      return
    }
    for move in moves {
      let old = move.old.map { "\($0.short).." } ?? ""
      try context.output.line("\(old)\(move.new.short) \(move.ref)")
    }
    if let kept = moves.first(where: { $0.ref.dropping(prefix: TrustRef.keptPrefix) != nil }) {
      context.diagnostics.line(
        "the authorities have made this clone's branch of the trust chain void; it is kept as "
          + "'\(kept.ref)'")
    }
    talk?.tell(besides: talk?.reason, in: context)
    for problem in folded {
      for line in problem.lines { context.diagnostics.line(line) }
    }
  }

  /// The problems as people want them: of very many that one rule finds the first ones, of those that hold nothing back themselves
  /// one, the last of which says how many more there are.
  private var folded: [ExchangeProblem] {
    func kind(_ problem: ExchangeProblem) -> [String] {
      [problem.word.rawValue, problem.code ?? ""]
    }
    let counts = Dictionary(grouping: problems, by: kind).mapValues(\.count)
    var told: [[String]: Int] = [:]
    return problems.compactMap { problem in
      let most = problem.word == .found ? 1 : Self.toldAtMost
      let number = told[kind(problem), default: 0] + 1
      told[kind(problem)] = number
      let others = counts[kind(problem), default: 0] - most
      return number == most && others > 0 ? problem.counting(others) : number > most ? nil : problem
    }
  }

  /// How many problems of one kind are told to people; `--json` has all.
  private static let toldAtMost = 10

  private var document: JSONValue {
    .object([
      "schema": .string("entangle/exchange@v1"), "remote": .string(remote),
      "moved": .array(
        moves.map { move in
          var members: [String: JSONValue] = [
            "ref": .string(move.ref.description), "new": .string(move.new.hex),
          ]
          members["old"] = move.old.map { .string($0.hex) }
          return .object(members)
        }),
      "problems": .array(problems.map(\.document)),
    ])
  }
}
