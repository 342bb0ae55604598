internal import EntangleModel

/// A lane must hold, at the sequence of each cut, the event that the cut names. Stops: a lane
/// rolled back behind what the authorities saw, or forked.
struct L111CutContradicted: RepositoryRule {
  static let text = RuleText(
    "L111", "a cut does not fit its lane",
    rule: "A lane must hold, at the sequence of each cut, the event that the cut names.",
    stops: "a lane rolled back behind what the authorities saw, or forked.",
    hint:
      "entangle fetch; where another event stands here than the law counts, 'entangle event withdraw' takes it "
      + "back before; if it stays, the lane lost or replaced events")

  static let needsAllEvents = true

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let judgement = context.judgement else { return [] }
    let lanes = Dictionary(judgement.lanes.map { ($0.ref, $0) }) { first, _ in first }
    return context.openSteps.flatMap { step in
      step.state.statement.cuts.compactMap { cut -> Finding? in
        let lane = lanes[cut.lane.ref]
        guard let judged = lane.flatMap({ judgement.event(of: $0, sequence: cut.sequence) }) else {
          return Self.broken("version \(step.name.version) saw \(cut.sequence) events").about(
            cut.lane.ref)
        }
        return judged.event.reference.digest == cut.digest
          ? nil : Self.broken("another event at \(cut.sequence)").about(cut.lane.ref)
      }
    }
  }
}
