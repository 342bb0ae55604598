internal import EntangleModel

/// A state that the authorities have not signed must change only what its one maker may: an operator
/// what its role allows while it holds, and everybody the freezing of keys of its own; and cut only
/// the lanes of those whose rights it changes. Stops: an operator, or who has its key, giving rights
/// to himself, loosening the law, or taking away what others have done.
struct T127StateBeyondRights: TrustRule {
  static let text = RuleText(
    "T127", "the state changes more than its maker may",
    rule:
      "A state that the authorities have not signed must change only what its one maker may: an "
      + "operator what its role allows while it holds, and everybody the freezing of keys of its own; and "
      + "cut only the lanes of those whose rights it changes.",
    stops:
      "an operator, or who has its key, giving rights to himself, loosening the law, or taking "
      + "away what others have done.",
    hint: "have the authorities sign: --draft <file>, then entangle trust sign")

  func findings(in context: TrustContext) -> [Finding] {
    guard let maker = context.soleMaker, let step = context.step, let previous = context.previous
    else { return [] }
    guard step.state.contentFiles != previous.state.contentFiles else {
      return [Self.broken("'\(maker.id)' changes nothing")]
    }
    let rights = SoleRights(maker: maker, moment: step.state.statement.issued)
    return rights.overreach(from: previous.state, to: step.state).map {
      Self.broken("'\(maker.id)' may not change \($0)")
    }
  }
}
