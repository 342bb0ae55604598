internal import EntangleModel

/// A tag must be of the New of the landing that it answers, and its ref must not have been tagged before, as
/// far as the signer knows. Stops: releasing what never landed; a release moved to something else.
struct W118TagOfOther: EventRule {
  static let text = RuleText(
    "W118", "the tag is of something else, or there already",
    rule: "A tag must be of the New of the landing that it answers, and its ref must not have been "
      + "tagged before, as far as the signer knows.",
    stops: "releasing what never landed; a release moved to something else.",
    hint: "tag a landed commit, under a new name")

  static let kinds: Set<EventName>? = [.tag]

  func findings(in context: EventContext) -> [Finding] {
    let body = context.body
    guard body.kind.name == .tag, let tag = body.tag, let landing = context.cause(.land)?.event
    else { return [] }
    guard landing.body.commit(.new) == body.commit(.target) else {
      return [Self.broken("\(landing.id) landed another commit")]
    }
    let before = context.state.events(ofTag: tag).first(where: context.knows)
    return before.map { [Self.broken("\($0.event.id) made '\(tag)'")] } ?? []
  }
}
