internal import EntangleModel

/// As far as the signer and the law that he names know, no other landing must have led the branch on from Old, but such as this
/// one comes through, and such as redactions have taken back to there. Stops: a lander who takes landed changes away again, with approvals of before.
struct W123BranchLedOn: EventRule {
  static let text = RuleText(
    "W123", "the branch has been led on from there",
    rule:
      "As far as the signer and the law that he names know, no other landing must have led the branch on from Old, but "
      + "such as this one comes through, and such as redactions have taken back to there.",
    stops: "a lander who takes landed changes away again, with approvals of before.",
    hint: "land on top of the branch")

  static let kinds: Set<EventName>? = [.land]

  func findings(in context: EventContext) -> [Finding] {
    let body = context.body
    guard body.kind.name == .land, let ref = body.ref, let old = body.commit(.old),
      let law = context.named?.state
    else { return [] }
    let previous = context.cause(.land)?.event.id
    let others = context.state.landings(of: ref, from: old.id).filter {
      !context.state.isBehind($0.event.id, previous)
    }
    guard !others.isEmpty else { return [] }
    let withheld = law.withheld
    return others.lazy.compactMap { other in
      context.state.landing(through: other.event.id) { landing in
        guard let new = landing.event.body.commit(.new) else { return false }
        let end = law.places(of: ref, from: new).last ?? new
        // (What is withheld, and was not the end, had something after it that was.)
        guard end != old, end != new || withheld[new.id] == nil else { return false }
        return end != new || context.knows(landing)
      }
    }.min { $0.event.id < $1.event.id }.map { [Self.broken("\($0.event.id) has")] } ?? []
  }
}
