public import EntangleModel
public import EntangleVerify

extension ProofSubject {
  /// What a proof can say of it; nil where it has nothing to say.
  public func claim(in judgement: Judgement, format: ObjectFormat) -> ProofClaim? {
    switch self {
    case .state(let id): return .state(id)
    case .event(let id): return .event(id)
    case .stray, .withheld: return nil
    case .artifact(let id, let result): return .artifact(id, result: result)
    case .baseline(let id, let ref): return .baseline(ref, id)
    case .landedCommit(let id):
      let landings = judgement.state.landed.landings(of: id)
      let counted = Set(
        judgement.state.landedRefs.flatMap { judgement.landed(on: $0) }.map(\.event.id))
      return (landings.first { counted.contains($0) } ?? landings.min())
        .map { .commit(id, landing: $0) }
    case .branch(let ref, let tip):
      if let landing = judgement.landed(on: ref).last {
        // Where a redaction has moved the branch, no event says that it stands there.
        guard landing.event.body.commit(.new)?.id == tip else { return nil }
        return .branch(ref, tip, landing: landing.event.id)
      }
      let start = judgement.chain.newest?.state.repository.baseline[ref]?.id
      return start == tip ? .baseline(ref, tip) : nil
    case .entangleRef(let ref, let tip):
      switch EntangleRef(ref, format: format) {
      case .trust: return .state(tip)
      case .lane: return .event(tip)
      case .proposal(let id), .input(let id): return .event(id)
      case .artifact:
        return judgement.result(naming: tip).map { .artifact(tip, result: $0.event.id) }
      case .receipts, .denylist, nil: return nil
      }
    }
  }
}

extension Judgement {
  /// What a proof can say of a tag that stands at an object: which event put it there.
  public func claim(ofTag ref: RefName, at object: ObjectID) -> ProofClaim? {
    let events = state.events(ofTag: ref).filter { $0.event.body.object(.object)?.id == object }
    return events.map(\.event.id).min().map { .tag(ref, object, event: $0) }
  }
}
