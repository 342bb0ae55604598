internal import EntangleModel

/// Only the threshold of the authorities may make states of another branch void, each once, by version
/// and digest, the branch from its first state on, and never one of their own chain. Stops: an operator
/// or a recovery set that decides a fork, and a state taken out of the chain that it stands in.
struct T129VoidStatesWrong: TrustRule {
  static let text = RuleText(
    "T129", "the void states do not fit",
    rule: "Only the threshold of the authorities may make states of another branch void, each "
      + "once, the branch from its first state on, and never one of their own chain.",
    stops: "an operator or a recovery set that decides a fork, and a state taken out of the "
      + "chain that it stands in.",
    hint: "let 'entangle trust resolve' name the void states, and have the authorities sign")

  func findings(in context: TrustContext) -> [Finding] {
    guard let voids = context.step?.state.statement.voids, !voids.isEmpty else { return [] }
    guard let previous = context.previous,
      context.isDraft
        || context.persons(among: previous.state) >= previous.state.repository.threshold
    else { return [Self.broken("the authorities have not signed")] }
    guard voids.count <= context.limits.voidStates else {
      return [Self.broken("\(voids.count) states, of \(context.limits.voidStates) at most")]
    }
    return context.voidDefects.map { Self.broken($0) }
  }
}
