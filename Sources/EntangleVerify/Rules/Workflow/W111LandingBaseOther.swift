internal import EntangleModel

/// Old must be the New of the landing before, or for the first landing where the state that it names lets the branch
/// begin; or where redactions have moved it from there. Stops: a branch moved from where it never stood.
struct W111LandingBaseOther: EventRule {
  static let text = RuleText(
    "W111", "the landing does not follow the one before",
    rule:
      "Old must be the New of the landing before, or for the first landing where the state that it names "
      + "lets the branch begin; or where redactions have moved it from there.",
    stops: "a branch moved from where it never stood.",
    hint: "land again on top of the branch")

  static let kinds: Set<EventName>? = [.land]

  func findings(in context: EventContext) -> [Finding] {
    let body = context.body
    guard body.kind.name == .land, let ref = body.ref else { return [] }
    if let previous = context.cause(.land)?.event.body {
      guard previous.ref == ref, let end = previous.commit(.new),
        place(of: ref, from: end, context) == body.commit(.old)
      else {
        return [Self.broken("the landing before ended elsewhere")]
      }
      return []
    }
    guard let start = context.named?.state.repository.baseline[ref],
      place(of: ref, from: start, context) == body.commit(.old)
    else { return [Self.broken("the baseline does not have '\(ref)' there")] }
    return []
  }

  /// Where the branch stands that was left at a commit, by the state that the landing names.
  private func place(
    of ref: RefName, from end: CommitReference, _ context: EventContext
  ) -> CommitReference? {
    context.named?.state.places(of: ref, from: end).last
  }
}
