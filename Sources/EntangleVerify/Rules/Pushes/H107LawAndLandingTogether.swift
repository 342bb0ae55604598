internal import EntangleModel

/// A push that moves the trust chain lands nothing under a state that it brings. Stops: a law loosened and used in one
/// breath, before anybody has seen it.
struct H107LawAndLandingTogether: PushRule {
  static let text = RuleText(
    "H107", "law and what it allows in one push",
    rule: "A push that moves the trust chain lands nothing under a state that it brings.",
    stops: "a law loosened and used in one breath, before anybody has seen it.",
    hint: "push the law first ('entangle push' does), and then the rest")

  func findings(in context: PushContext) -> [Finding] {
    guard let judgement = context.outcome?.judgement,
      let update = context.updates.first(where: { $0.name == EntangleRef.trustName }),
      let old = update.old
    else { return [] }
    // (Of a branch that is left, nothing says which of the states were there before.)
    let before = judgement.chain.steps.first { $0.reference.id == old }?.name.version ?? 0
    return context.newEvents(judgement)
      .filter { $0.body.kind.name == .land && $0.body.trust.version > before }
      .map { Self.broken("it lands under version \($0.body.trust.version)").about($0.id) }
  }
}
