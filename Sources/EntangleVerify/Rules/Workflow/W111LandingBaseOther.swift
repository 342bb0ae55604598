internal import EntangleModel

/// Old must be the New of the landing before, or for the first landing the baseline's entry.
/// Stops: a branch moved from where it never stood.
struct W111LandingBaseOther: EventRule {
  static let text = RuleText(
    "W111", "the landing does not follow the one before",
    rule: "Old must be the New of the landing before, or for the first landing the "
      + "baseline's entry.",
    stops: "a branch moved from where it never stood.",
    hint: "land again on top of the branch")

  static let kinds: Set<EventName>? = [.land]

  func findings(in context: EventContext) -> [Finding] {
    let body = context.body
    guard body.kind.name == .land, let ref = body.ref else { return [] }
    if let previous = context.cause(.land)?.event.body {
      guard previous.ref == ref, previous.commit(.new) == body.commit(.old) else {
        return [Self.broken("the landing before ended elsewhere")]
      }
      return []
    }
    guard let start = context.chain.steps.first?.state.repository.baseline[ref],
      start == body.commit(.old)
    else { return [Self.broken("the baseline does not have '\(ref)' there")] }
    return []
  }
}
