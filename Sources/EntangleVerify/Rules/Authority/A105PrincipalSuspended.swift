internal import EntangleModel

/// The signer of an event must be active in the state that it names and in every later one whose cut
/// it lies beyond. Stops: somebody who was suspended or has left going on under an older state.
struct A105PrincipalSuspended: EventRule {
  static let text = RuleText(
    "A105", "the principal may not act",
    rule: "The signer of an event must be active in the state that it names and in every later one "
      + "whose cut it lies beyond.",
    stops: "somebody who was suspended or has left going on under an older state.",
    hint: "entangle principal resume, by the authorities, where that is right")

  func findings(in context: EventContext) -> [Finding] {
    for step in context.governing {
      guard let status = step.state.principals[context.principal]?.status, status != .active
      else { continue }
      let finding = Self.broken(
        "'\(context.principal)' is \(status.rawValue) in version \(step.name.version)")
      return [hint(status, in: context).map { finding.hinting($0) } ?? finding]
    }
    return []
  }

  /// The way out of those for whom there is another.
  private func hint(_ status: PrincipalStatus, in context: EventContext) -> String? {
    if status == .retired { return T115PrincipalChanged.retiredHint }
    guard context.chain.newest?.state.principals[context.principal]?.status == .active else {
      return nil
    }
    return
      "'\(context.principal)' may act again, and signs it anew: 'entangle event withdraw' takes back what nobody else has"
  }
}
