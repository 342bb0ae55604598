internal import EntangleModel

/// An event must not build on a refused event, before it on its lane or among its causes. Stops:
/// what is forged becoming law through what answers it.
struct C103BuildsOnRefused: Rule {
  static let text = RuleText(
    "C103", "the event builds on one that is refused",
    rule: "An event must not build on a refused event, before it on its lane or among its "
      + "causes.",
    stops: "what is forged becoming law through what answers it.",
    hint:
      "mend what it builds on, or take it back: 'entangle event withdraw', where nobody else has it"
  )

  /// What follows for an event whose lane or cause is refused or undecided.
  static func finding(base: ObjectID, standing: JudgedEvent.Standing) -> Finding {
    standing == .refused
      ? finding(.refused, "\(base) is refused", base: base)
      : finding(.undecided, "\(base) is undecided", base: base)
  }
}
