internal import EntangleModel

/// What the rules for pushes see.
struct PushContext {
  let updates: [PushedRef]
  /// Who pushes, where the transport knows that.
  let pusher: PrincipalID?
  /// The refs of the server; nil where this is not the server.
  let standing: StandingRefs?
  let format: ObjectFormat
  let limits: ReadLimits
  /// What the verifier made of the repository with the push; nil before it was asked.
  var outcome: Outcome?
  /// How many receipts in order each epoch has on the server; empty where the push opens none.
  var receiptCounts: [Int64: Int64] = [:]
  /// What the pushed commits are built on; nil before the verifier was asked.
  var history: PushedHistory?
  /// The refs below `refs/entangle/` as they would stand; empty before the verifier was asked.
  var moved: [RefName: ObjectID] = [:]
  /// The tags as they would stand; empty before the verifier was asked.
  var tags: [RefName: ObjectID] = [:]
  /// The branches as they would stand.
  var branches: [RefName: ObjectID] = [:]

  struct Outcome {
    let judgement: Judgement
    /// The trust chain that stands, where another branch of it is pushed.
    var standing: TrustChain?
    let reader: TrustReader
    let denylist: DenylistReader
    let cryptography: any Cryptography
  }

  /// The events that the push brings, as they were judged.
  func newEvents(_ judgement: Judgement) -> [ParsedEvent] {
    lanes.flatMap { update, _ -> [ParsedEvent] in
      guard let lane = judgement.lanes.first(where: { $0.ref == update.name }) else { return [] }
      return judgement.events(of: lane).reversed().prefix { $0.event.id != update.old }
        .map(\.event)
    }
  }

  /// The lanes that would move.
  var lanes: [(update: PushedRef, lane: Lane)] {
    updates.compactMap { update in
      guard case .lane(let lane) = EntangleRef(update.name, format: format) else { return nil }
      return (update, lane)
    }
  }

  /// Whether what was judged stands only where all refs move at once: what depends on none of the others, a branch that nothing
  /// protects, or a tag that no event names, git may move by itself, though not very many.
  var isWhole: Bool {
    guard updates.count > 1 else { return false }
    guard let judgement = outcome?.judgement, let state = judgement.chain.newest?.state,
      updates.count <= limits.refsMovedAlone
    else { return true }
    let (protected, named) = (Set(state.policies.keys), Set(judgement.state.tags))
    return !updates.allSatisfy { $0.standsAlone(protected: protected, named: named) }
      || LeftBehind(self)?.isKeptByPush == true
  }
}
