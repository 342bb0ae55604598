internal import EntangleModel

/// An event should not answer a tainted one. Stops: what a thief signed living on in what others made
/// of it, unseen.
struct C104RestsOnTainted: EventRule {
  static let text = RuleText(
    "C104", "the event answers a tainted one",
    rule: "An event should not answer a tainted one.",
    stops: "what a thief signed living on in what others made of it, unseen.",
    hint: "look at what it answers, and repeat it where it still holds")

  func findings(in context: EventContext) -> [Finding] {
    let tainted = context.causes.lazy.compactMap { $0 }.first(where: \.isTainted)
    guard let id = tainted?.event.id else { return [] }
    return [Self.warning("\(id) is tainted", base: id)]
  }
}
