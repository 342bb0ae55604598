internal import EntangleModel

/// An event must not be after its key's window. Stops: a key kept in use after its time.
struct K104KeyExpired: EventRule {
  static let text = RuleText(
    "K104", "the key has expired",
    rule: "An event must not be after its key's window.",
    stops: "a key kept in use after its time.",
    hint: "'entangle key rotate' gives a new key in place of the old")

  func findings(in context: EventContext) -> [Finding] {
    guard let key = context.enrolledKey, let end = key.notAfter, context.event.commit.time > end
    else { return [] }
    let finding = Self.broken("valid until \(end), signed \(context.event.commit.time)")
    let isRetired = context.chain.newest?.state.principals[context.principal]?.status == .retired
    return [isRetired ? finding.hinting(T115PrincipalChanged.retiredHint) : finding]
  }
}
