internal import EntangleModel

/// An event beyond the cut of a later state must be permitted under that state too. Stops: a lost
/// right escaped by naming an older state.
struct A104CutOff: EventRule {
  static let text = RuleText(
    "A104", "a later state takes away the right",
    rule: "An event beyond the cut of a later state must be permitted under that state too.",
    stops: "a lost right escaped by naming an older state.",
    hint: "sign under the newest state; 'entangle event withdraw' takes back what nobody else has")

  func findings(in context: EventContext) -> [Finding] {
    context.governing.dropFirst().compactMap { step in
      let missing = context.neededEdges.first { !step.state.allows($0) }
      if let missing { return Self.broken("version \(step.name.version) has no '\(missing)'") }
      if let need = context.serviceNeed, !need.isMet(in: step.state) {
        return Self.broken("version \(step.name.version) lets '\(need.requester)' in no more")
      }
      guard let ref = context.landedRef else { return nil }
      let policy = step.state.policies[ref]
      guard let policy, policy.landers.contains(context.principal),
        context.body.kind.name == .tag
          || LandingApprovals(context, under: step).persons.count >= policy.approvals
      else { return Self.broken("version \(step.name.version) does not allow it") }
      return nil
    }
  }
}
