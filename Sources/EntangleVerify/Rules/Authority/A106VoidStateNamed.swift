internal import EntangleModel

/// An event under a state that has been made void counts for nothing, and its lane goes on. Stops: what
/// was done under the losing law of a fork living on under the other.
struct A106VoidStateNamed: Rule {
  static let text = RuleText(
    "A106", "the event names a void state, and counts for nothing",
    rule: "An event under a state that has been made void counts for nothing, and its lane "
      + "goes on.",
    stops: "what was done under the losing law of a fork living on under the other.",
    hint: "do it again under the newest state where it is still wanted")

  static func finding(_ name: StateReference, by step: TrustStep) -> Finding {
    warning("version \(step.name.version) has made \(name) void")
  }
}
