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
  var talk: [String] = []

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
    for line in talk { context.diagnostics.line(line) }
    for problem in problems {
      for line in problem.lines { context.diagnostics.line(line) }
    }
  }

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
