internal import EntangleModel

/// A landing, and that of which a tag is, must be on a ref that a policy of the named state protects.
/// Stops: landings that no policy judged.
struct W113RefNotProtected: EventRule {
  static let text = RuleText(
    "W113", "the ref has no policy",
    rule: "A landing, and that of which a tag is, must be on a ref that a policy of the named "
      + "state protects.",
    stops: "landings that no policy judged.",
    hint: "have an authority add a policy")

  static let kinds: Set<EventName>? = [.land, .tag]

  func findings(in context: EventContext) -> [Finding] {
    guard let ref = context.landedRef, let named = context.named,
      named.state.policies[ref] == nil
    else { return [] }
    return [Self.broken("'\(ref)'")]
  }
}
