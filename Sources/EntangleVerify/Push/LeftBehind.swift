internal import EntangleModel

/// Branches and tags that a push takes away from where they stand, and what the record needs of what they lead to.
struct LeftBehind {
  /// Those that nothing protects and whose new place does not lead to the old one.
  let leaving: [PushedRef]
  private let context: PushContext
  private let history: PushedHistory
  private let judgement: Judgement
  private let state: TrustState

  /// Nil where the push was not judged.
  init?(_ context: PushContext) {
    guard let judgement = context.outcome?.judgement,
      let state = judgement.chain.newest?.state, let history = context.history
    else { return nil }
    // (Where a protected branch goes is the verifier's to judge.)
    let free = context.updates.filter { update in
      state.policies[update.name] == nil
        && (update.name.dropping(prefix: "refs/heads/") != nil
          || update.name.dropping(prefix: "refs/tags/") != nil)
    }
    leaving = history.leaving(free)
    self.context = context
    self.history = history
    self.judgement = judgement
    self.state = state
  }

  /// What would be lost when all refs have moved; nil where there is too much to look through.
  var lost: Set<ObjectID>? {
    guard !leaving.isEmpty else { return [] }
    return search(keptBy: Set(context.branches.values).union(context.tags.values))
  }

  /// Whether something is kept only because all refs of the push move: where git moves a part of them, it could be lost.
  var isKeptByPush: Bool {
    let isAway = Set(leaving.map(\.name))
    guard !leaving.isEmpty, context.updates.contains(where: { $0.new != nil }) else { return false }
    var stays = context.branches.merging(context.tags) { first, _ in first }
    for update in context.updates {
      stays[update.name] = isAway.contains(update.name) ? nil : update.old
    }
    return search(keptBy: Set(stays.values)) != []
  }

  /// For each of some commits one of the refs that led to it.
  func holders(of lost: Set<ObjectID>) -> [ObjectID: RefName] {
    let from = leaving.compactMap { update in update.old.map { (update.name, $0) } }
    return history.starts(from, leadingTo: lost)
  }

  private func search(keptBy tips: Set<ObjectID>) -> Set<ObjectID>? {
    let protected = Set(state.policies.keys.compactMap { context.branches[$0] })
    return LostCommits(history: history, tips: Set(leaving.compactMap(\.old))).found(
      among: named.union(inputs), keptBy: tips, protected: protected.intersection(tips))
  }

  /// What the law and landings name.
  private var named: Set<ObjectID> {
    var named = Set(state.redactions.values.compactMap { $0.move?.new.id })
    for (ref, start) in state.repository.baseline where judgement.chain.protected.contains(ref) {
      named.insert(start.id)
    }
    for ref in judgement.state.landedRefs {
      named.formUnion(
        judgement.state.landings(of: ref).compactMap { $0.event.body.commit(.new)?.id })
    }
    return named.filter { state.withheld[$0] == nil }
  }

  /// What tasks start from that have no ref for it, since a branch led to it.
  private var inputs: Set<ObjectID> {
    Set(
      judgement.events.values(.taskRequest).compactMap { judged in
        context.moved[RefName("refs/entangle/inputs/\(judged.event.id)")] == nil
          ? judged.event.body.commit(.input)?.id : nil
      })
  }
}
