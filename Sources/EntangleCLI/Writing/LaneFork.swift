internal import EntangleModel
internal import EntangleVerify

/// A lane that its signer may have continued in two ways, of which one is here: what is known of the other.
struct LaneFork {
  private let judgement: Judgement
  /// What is known with what a remote shows in the place of what is here; nil where no remote shows another way that is good.
  private let other: Judgement?
  /// Whether another event stands in the place of the one that is asked about, or of one before it: one that is good, as
  /// a remote shows it now, or one that the law counts.
  let isLost: Bool

  /// Asks about an event and all that follows it; `shown`: where remotes show the lane now.
  init(at event: ParsedEvent, on lane: JudgedLane, shown: [ObjectID], in session: Session) {
    judgement = session.judgement
    let own = Set(session.judgement.events(of: lane).map(\.event.id))
    other = shown.lazy.compactMap { tip in
      Self.judgement(with: tip, at: lane.ref, in: session)
    }.first { other in
      guard let lane = other.lanes.first(where: { $0.ref == lane.ref }) else { return false }
      return other.events(of: lane).contains {
        !own.contains($0.event.id) && $0.standing == .accepted
          && $0.event.body.sequence <= event.body.sequence
      }
    }
    let cuts = session.judgement.chain.steps.lazy.flatMap(\.state.statement.cuts)
    isLost =
      other != nil
      || cuts.contains { cut in
        cut.lane == event.body.lane && cut.sequence <= event.body.sequence
          && session.judgement.digest(of: cut.lane, at: cut.sequence) ?? cut.digest != cut.digest
      }
  }

  /// Whether what the law counts of a lane is another event than stands here at its place.
  func isElsewhere(_ cut: Cut) -> Bool {
    if let here = judgement.digest(of: cut.lane, at: cut.sequence) { return here != cut.digest }
    return other?.digest(of: cut.lane, at: cut.sequence) == cut.digest
  }

  private static func judgement(
    with tip: ObjectID, at ref: RefName, in session: Session
  ) -> Judgement? {
    let refs = session.governed.entangleRefs.map { $0.name == ref ? (name: ref, id: tip) : $0 }
    return Verifier(
      session.governed.input(
        refs: refs, branches: [:], trustRoot: session.trustRoot, now: session.now,
        in: session.context)
    ).report().judgement
  }
}
