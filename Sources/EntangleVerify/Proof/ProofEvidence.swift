internal import EntangleModel

/// Which events of a judged repository show that one of them stands.
struct ProofEvidence {
  private let judgement: Judgement
  /// The events of each principal's lanes, oldest first on each.
  private let lanes: [PrincipalID: [[JudgedEvent]]]

  init(_ judgement: Judgement) {
    self.judgement = judgement
    var lanes: [PrincipalID: [[JudgedEvent]]] = [:]
    for events in judgement.lanes.map({ Array(judgement.events(of: $0)) }) {
      guard let principal = events.first?.event.body.lane.principal else { continue }
      lanes[principal, default: []].append(events)
    }
    self.lanes = lanes
  }

  /// The event, all that it follows from by its causes, and what else these rest on by the rules of
  /// their kinds. The landing before a landing is left out: its proof is as long again.
  func close(_ id: ObjectID) -> Set<ObjectID> {
    gather(id) { judged in
      let body = judged.event.body
      let causes = body.causes.map(\.id).filter { cause in
        body.kind.name != .land || judgement.events[cause]?.event.body.kind.name != .land
      }
      return causes + companions(judged)
    }
  }

  /// The event and everything before it: on lanes, as causes, and what a cut had counted on other lanes
  /// of the same principal.
  func whole(_ id: ObjectID) -> Set<ObjectID> {
    gather(id) { judged in
      let body = judged.event.body
      let seen = (lanes[body.lane.principal] ?? []).flatMap { lane in
        lane.prefix { event in
          let other = event.event.body
          return other.lane != body.lane
            && judgement.chain.steps.contains { step in
              step.name.version <= body.trust.version
                && step.state.statement.cuts.contains {
                  $0.lane == other.lane && $0.sequence >= other.sequence
                }
            }
        }
      }
      return [judged.event.commit.parent] + body.causes.map(\.id) + seen.map(\.event.id)
    }
  }

  /// The events of a lane that follow one of the given sequence, up to the last that a state has cut.
  func links(of lane: Lane, after sequence: Int64) -> [ObjectID] {
    let cuts = judgement.chain.steps.flatMap(\.state.statement.cuts).filter { $0.lane == lane }
    guard let last = cuts.map(\.sequence).max() else { return [] }
    return (lanes[lane.principal] ?? []).joined().filter { judged in
      let body = judged.event.body
      return body.lane == lane && sequence...max(sequence, last) ~= body.sequence
    }.map(\.event.id)
  }

  private func gather(
    _ id: ObjectID, _ next: (JudgedEvent) -> [ObjectID]
  ) -> Set<ObjectID> {
    var found: Set<ObjectID> = []
    var open = [id]
    while let id = open.popLast() {
      guard let judged = judgement.events[id], found.insert(id).inserted else { continue }
      open += next(judged)
    }
    return found
  }

  /// What an event rests on without naming it.
  private func companions(_ judged: JudgedEvent) -> [ObjectID] {
    let body = judged.event.body
    let state = judgement.state
    var found: [JudgedEvent] = []
    func before(_ other: JudgedEvent) -> Bool {
      other.event.body.lane == body.lane && other.event.body.sequence < body.sequence
    }
    switch body.kind.name {
    case .taskAccept where body.number(.attempt) != 1:
      found += body.causes.first.flatMap { state.task(offer: $0.id) }?.events.filter(before) ?? []
    case .leaseRenew, .runStart, .runRestart:
      let thread = body.causes.first.flatMap { state.thread(of: $0.id) }
      found += thread.map { state.renewals(of: $0) }?.filter(before) ?? []
    default: break
    }
    if let generation = body.number(.generation), body.kind.name != .runnerHello,
      body.kind.name != .runRestart
    {
      found += (lanes[body.lane.principal] ?? []).joined().filter { other in
        other.event.body.kind.name == .runnerHello
          && other.event.body.number(.generation) == generation && before(other)
      }
    }
    return found.map(\.event.id)
  }
}
