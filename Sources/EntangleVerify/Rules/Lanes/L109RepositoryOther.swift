internal import EntangleModel

/// The repository id of an event must be that of the trust chain. Stops: an event replayed from
/// another repository.
struct L109RepositoryOther: EventRule {
  static let text = RuleText(
    "L109", "the event is of another repository",
    rule: "The repository id of an event must be that of the trust chain.",
    stops: "an event replayed from another repository.",
    hint: "sign in this repository")

  func findings(in context: EventContext) -> [Finding] {
    guard let root = context.chain.root, context.body.repository != root else { return [] }
    return [Self.broken("it is of \(context.body.repository)")]
  }
}
