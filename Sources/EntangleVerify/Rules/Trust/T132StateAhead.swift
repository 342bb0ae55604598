internal import EntangleModel

/// A state must not be issued more than 120 seconds ahead of the verifier's present. Stops: a state that whoever
/// may make one dates ahead, so that nothing can follow it until then.
struct T132StateAhead: TrustRule {
  static let text = RuleText(
    "T132", "the state is issued in the future",
    rule: "A state must not be issued more than 120 seconds ahead of the verifier's present.",
    stops:
      "a state that whoever may make one dates ahead, so that nothing can follow it until then.",
    hint:
      "set the clock, or give '--as-of' a later moment; if the clock is right, 'entangle trust withdraw', where nobody else has the "
      + "state; else stay with the one before"
  )

  func findings(in context: TrustContext) -> [Finding] {
    guard let issued = context.step?.state.statement.issued, let now = context.now,
      issued.seconds - now.seconds > context.limits.clockSkewSeconds
    else { return [] }
    guard context.previous == nil else {
      return [Self.undecided("issued \(issued), and now it is \(now)")]
    }
    return [
      Self.undecided("the repository was founded \(issued), and now it is \(now)").hinting(
        "set the clock, or give '--as-of' a moment after the founding; if the clock is right, 'entangle trust withdraw', "
          + "where nobody else has the state")
    ]
  }
}
