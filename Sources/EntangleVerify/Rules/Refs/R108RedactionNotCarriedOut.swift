internal import EntangleModel

/// A protected branch does not stand where a redaction has moved it from. Stops: a server that goes on showing what was
/// taken out.
struct R108RedactionNotCarriedOut: RepositoryRule {
  static let text = RuleText(
    "R108", "a redaction has not been carried out",
    rule: "A protected branch does not stand where a redaction has moved it from.",
    stops: "a server that goes on showing what was taken out.",
    hint: "entangle fetch; where the branch is yours to push, entangle push")

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let state = context.chain.newest?.state, context.judgement != nil else { return [] }
    return state.redactions.sorted { $0.key < $1.key }.compactMap { number, redaction in
      guard let move = redaction.move, state.policies[move.ref] != nil,
        context.branches[move.ref] == move.old.id
      else { return nil }
      return Self.broken("redaction \(number) moves it to \(move.new.id)").about(move.ref)
    }
  }
}
