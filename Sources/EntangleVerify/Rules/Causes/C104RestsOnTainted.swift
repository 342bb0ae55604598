internal import EntangleModel

/// An event should not answer a tainted one. Stops: what a thief signed living on in what others made
/// of it, unseen.
struct C104RestsOnTainted: Rule {
  static let text = RuleText(
    "C104", "the event answers a tainted one",
    rule: "An event should not answer a tainted one.",
    stops: "what a thief signed living on in what others made of it, unseen.",
    hint: "look at what it answers, and renew it where it still holds: entangle renew")

  /// What is told of an event that has a tainted cause.
  static func finding(base: ObjectID) -> Finding { warning("\(base) is tainted", base: base) }
}
