import EntangleModel

/// No push leaves behind a commit at which the law lets a protected branch begin or go on, which has landed, or from which a task
/// starts that has no ref for it: some branch or tag leads to it. Stops: a branch that nothing protects, or nothing any more,
/// deleted with what the record needs.
struct H131NamedLeftBehind: PushRule {
  static let text = RuleText(
    "H131", "a branch gone that the record needs",
    rule:
      "No push leaves behind a commit at which the law lets a protected branch begin or go on, which has landed, or from which "
      + "a task starts that has no ref for it: some branch or tag leads to it.",
    stops:
      "a branch that nothing protects, or nothing any more, deleted with what the record needs.",
    hint:
      "leave the branch, or keep what it has by another branch or a tag ('git push --atomic' with both); what has to go is taken out "
      + "by 'entangle redact add --withhold'")

  func findings(in context: PushContext) -> [Finding] {
    guard context.standing != nil, let behind = LeftBehind(context),
      let first = behind.leaving.first
    else { return [] }
    guard let lost = behind.lost else {
      return [Self.broken("too much leads to it to be looked through").about(first.name)]
    }
    let holders = behind.holders(of: lost)
    return lost.sorted().map { id in
      Self.broken("nothing else leads to \(id)").about(holders[id] ?? first.name)
    }
  }
}
