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
    lazy var broken = branchesFound(in: context)
    return judgement.state.tags.filter { !context.isSettled(tag: $0) }.compactMap { ref in
      let tip = tags[ref]
      guard let due = context.tag(ref) else {
        let events = judgement.state.events(ofTag: ref).filter { !context.isWithheld($0) }
        guard events.contains(where: { $0.event.body.object(.object)?.id == tip }) else {
          return nil
        }
        let found = Self.broken("its landing did not lead the branch to where it stands").about(ref)
        let branches = events.compactMap { Self.branch(of: $0, in: judgement) }
        guard let branch = branches.first(where: { broken.contains($0.description) }) else {
          return found
        }
        return found.following(branch).hinting("it goes with '\(branch)': mend that first")
      }
      guard let tip else {
        return Self.undecided("it is not there; it is due at \(due)").about(ref).hinting(
          "'entangle fetch' brings it; 'git push <remote> \(due):\(ref.word)' gives it back to a remote that has lost it"
        )
      }
      guard tip != due else { return nil }
      return Self.broken("at \(tip) where \(due) is due").about(ref).hinting(
        "'git update-ref -d \(ref.word)', then 'entangle fetch'; 'git push --force <remote> \(due):\(ref.word)' puts it back at a "
          + "remote; where two have made it, 'entangle event withdraw' takes back yours")
    }
  }

  /// The branch on which the change has landed of which an event made a tag.
  private static func branch(of tag: JudgedEvent, in judgement: Judgement) -> RefName? {
    tag.event.body.causes.first.flatMap { judgement.state.landing($0.id)?.event.body.ref }
  }

  /// The protected branches that stand where none should: what landed there leads nowhere now.
  private func branchesFound(in context: RepositoryContext) -> Set<String> {
    let found =
      R101RefNotLanded().findings(in: context) + R102RefRolledBack().findings(in: context)
    return Set(found.map(\.object))
  }
}
