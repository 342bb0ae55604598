internal import EntangleModel

/// A tag that an event made must stand at the object of the first event that made it, of a change whose landing
/// led its branch to where it stands. Stops: a tag moved; a release of what lost the race.
struct R107TagRefOther: RepositoryRule {
  static let text = RuleText(
    "R107", "a tag does not stand where its event put it",
    rule: "A tag that an event made must stand at the object of the first event that made it, of a "
      + "change whose landing led its branch to where it stands.",
    stops: "a tag moved; a release of what lost the race.",
    hint:
      "entangle fetch; where two have made it, 'entangle event withdraw' takes back yours; then 'git fetch --tags --force'"
  )

  static let needsAllEvents = true

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let judgement = context.judgement, let tags = context.tags else { return [] }
    return judgement.state.tags.filter { !context.isSettled(tag: $0) }.compactMap { ref in
      let tip = tags[ref]
      guard let due = context.tag(ref) else {
        let events = judgement.state.events(ofTag: ref).filter { !context.isWithheld($0) }
        guard events.contains(where: { $0.event.body.object(.object)?.id == tip }) else {
          return nil
        }
        return Self.broken("its landing did not lead the branch to where it stands").about(ref)
      }
      guard let tip else {
        return Self.undecided("it is not there; it is due at \(due)").about(ref)
      }
      return tip == due ? nil : Self.broken("at \(tip) where \(due) is due").about(ref)
    }
  }
}
