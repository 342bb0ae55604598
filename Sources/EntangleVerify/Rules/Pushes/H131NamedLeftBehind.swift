import EntangleModel

/// No push leaves behind a commit at which the law lets a protected branch begin or go on, which has landed, or from which a task
/// starts that has no ref for it: some branch or tag leads to it. Stops: a branch that nothing protects, or nothing any more,
/// deleted with what the record needs.
struct H131NamedLeftBehind: PushRule {
  static let text = RuleText(
    "H131", "a branch gone that the record needs",
    rule:
      "No push leaves behind a commit at which the law lets a protected branch begin or go on, which has landed, or from which "
      + "a task starts that has no ref for it: some branch or tag leads to it.",
    stops:
      "a branch that nothing protects, or nothing any more, deleted with what the record needs.",
    hint:
      "leave the branch, or keep what it has by another branch or a tag ('git push --atomic' with both); what has to go is taken out "
      + "by 'entangle redact add --withhold'")

  func findings(in context: PushContext) -> [Finding] {
    guard context.standing != nil, let judgement = context.outcome?.judgement,
      let state = judgement.chain.newest?.state, let history = context.history
    else { return [] }
    let policies = state.policies
    let leaving = context.updates.filter { update in
      // (Where a protected branch goes is the verifier's to judge.)
      guard let old = update.old, policies[update.name] == nil,
        update.name.dropping(prefix: "refs/heads/") != nil
          || update.name.dropping(prefix: "refs/tags/") != nil
      else { return false }
      guard let new = update.new else { return true }
      return history.first(from: [((), new)], where: { $0 == old }) == nil
    }
    let tips = Set(context.branches.values).union(context.tags.values)
    let kept = PushedHistory(
      objects: history.objects, limits: history.limits, known: [], kept: tips)
    let lost = kept.lost(from: Set(leaving.compactMap(\.old))) {
      named(judgement, state).union(inputs(judgement, context))
    }
    guard let lost else {
      return [Self.broken("too much leads to it to be looked through").about(leaving[0].name)]
    }
    return lost.sorted().map { id in
      let from = leaving.compactMap { update in update.old.map { (update.name, $0) } }
      let holder = history.first(from: from, isAll: true) { $0 == id }?.0 ?? leaving[0].name
      return Self.broken("nothing else leads to \(id)").about(holder)
    }
  }

  /// What the law and landings name.
  private func named(_ judgement: Judgement, _ state: TrustState) -> Set<ObjectID> {
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
  private func inputs(_ judgement: Judgement, _ context: PushContext) -> Set<ObjectID> {
    Set(
      judgement.events.values(.taskRequest).compactMap { judged in
        context.moved[RefName("refs/entangle/inputs/\(judged.event.id)")] == nil
          ? judged.event.body.commit(.input)?.id : nil
      })
  }
}
