internal import EntangleModel

/// The policy of a ref must list who lands on it, or tags what landed there. Stops: landing or
/// releasing by somebody without the right.
struct W112LanderNotAllowed: EventRule {
  static let text = RuleText(
    "W112", "the signer may not land",
    rule: "The policy of a ref must list who lands on it, or tags what landed there.",
    stops: "landing or releasing by somebody without the right.",
    hint: "let a lander land, or have an authority change the policy")

  static let kinds: Set<EventName>? = [.land, .tag]

  func findings(in context: EventContext) -> [Finding] {
    guard let ref = context.landedRef, let policy = context.named?.state.policies[ref],
      !policy.landers.contains(context.principal)
    else { return [] }
    return [Self.broken("'\(context.principal)' on '\(ref)'")]
  }
}
