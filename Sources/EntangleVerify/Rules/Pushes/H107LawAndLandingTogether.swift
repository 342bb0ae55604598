internal import EntangleModel

/// A push that moves the trust chain lands nothing under a state that it brings. Stops: a law loosened and used in one
/// breath, before anybody has seen it.
struct H107LawAndLandingTogether: PushRule {
  static let text = RuleText(
    "H107", "law and what it allows in one push",
    rule: "A push that moves the trust chain lands nothing under a state that it brings.",
    stops: "a law loosened and used in one breath, before anybody has seen it.",
    hint: "push refs/entangle/trust first, and then the rest")

  func findings(in context: PushContext) -> [Finding] {
    guard let judgement = context.outcome?.judgement,
      let update = context.updates.first(where: { $0.name == EntangleRef.trustName }),
      let old = update.old,
      let before = judgement.chain.steps.first(where: { $0.reference.id == old })?.name.version
    else { return [] }
    return context.lanes.flatMap { update, _ -> [Finding] in
      guard let lane = judgement.lanes.first(where: { $0.ref == update.name }) else { return [] }
      return judgement.events(of: lane).reversed().prefix { $0.event.id != update.old }
        .filter { $0.event.body.kind.name == .land && $0.event.body.trust.version > before }
        .map {
          Self.broken("it lands under version \($0.event.body.trust.version)").about($0.event.id)
        }
    }
  }
}
