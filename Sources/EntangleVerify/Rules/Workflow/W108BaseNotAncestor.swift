internal import EntangleModel

/// Base, or Old, must be a proper ancestor of Head, or New, over at most 10,000 commits. Stops: a
/// branch rolled back or replaced under the name of a change.
struct W108BaseNotAncestor: EventRule {
  static let text = RuleText(
    "W108", "the change does not start from its base",
    rule: "Base, or Old, must be a proper ancestor of Head, or New, over at most 10,000 "
      + "commits.",
    stops: "a branch rolled back or replaced under the name of a change.",
    hint: "rebase the change on its base")

  static let kinds: Set<EventName>? = [.changePropose, .land]

  func findings(in context: EventContext) -> [Finding] {
    guard context.body.kind.name == .changePropose || context.body.kind.name == .land else {
      return []
    }
    switch context.change?.problem {
    case .notDescendant: return [Self.broken("the base is not an ancestor of the head")]
    case .tooLong: return [Self.broken("more commits than the bound")]
    case .unreadable(let detail): return [Self.broken(detail)]
    case .missing, .withheld, nil: return []
    }
  }
}
