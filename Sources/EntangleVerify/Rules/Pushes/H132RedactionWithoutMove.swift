import EntangleModel

/// A redaction that comes with a push leaves its branch where it says that this goes on. Stops: law that takes out what a branch has
/// come past meanwhile, and leaves it there.
struct H132RedactionWithoutMove: PushRule {
  static let text = RuleText(
    "H132", "a redaction that does not move its branch",
    rule: "A redaction that comes with a push leaves its branch where it says that this goes on.",
    stops: "law that takes out what a branch has come past meanwhile, and leaves it there.",
    hint: "'entangle trust withdraw', fetch, and make the redaction again")

  func findings(in context: PushContext) -> [Finding] {
    guard context.standing != nil, let chain = context.outcome?.judgement.chain,
      let state = chain.newest?.state,
      let update = context.updates.first(where: { $0.name == EntangleRef.trustName })
    else { return [] }
    let before = chain.steps.first { $0.reference.id == update.old }?.state.redactions ?? [:]
    return state.redactions.sorted { $0.key < $1.key }.compactMap { number, redaction in
      guard before[number] == nil, let move = redaction.move, state.policies[move.ref] != nil,
        let stands = context.branches[move.ref]
      else { return nil }
      let due = state.places(of: move.ref, from: move.old).last ?? move.new
      return stands == due.id
        ? nil
        : Self.broken("it would stand at \(stands), and goes on from \(due.id)").about(move.ref)
    }
  }
}
