internal import EntangleModel

/// refs/entangle/proposals/<oid> must stand at the Head of that change.propose. Stops: reviewing
/// one thing and landing another.
struct R105ProposalRefOther: RepositoryRule {
  static let text = RuleText(
    "R105", "a proposal stands elsewhere",
    rule: "refs/entangle/proposals/<oid> must stand at the Head of that change.propose.",
    stops: "reviewing one thing and landing another.",
    hint: "fetch the proposal again")

  static let needsAllEvents = true

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let judgement = context.judgement else { return [] }
    return context.openRefs.compactMap { ref in
      guard case .proposal(let id) = ref.place else { return nil }
      guard judgement.events[id]?.standing != .refused, !judgement.events.isBroken(id) else {
        return nil
      }
      let void = judgement.events[id].flatMap { $0.standing == .void ? $0 : nil }
      guard (judgement.state.proposal(id) ?? void)?.event.body.commit(.head)?.id != ref.id else {
        return nil
      }
      return Self.broken("no proposal of that name has its head at \(ref.id)").about(ref.name)
    }
  }
}
