internal import EntangleModel

/// A ref of the record, and a protected branch, stands where the host has left it, or further on. Stops: a ref rolled
/// back, or moved to another's place, with its receipt kept.
struct J112RefElsewhere: RepositoryRule {
  static let text = RuleText(
    "J112", "a ref is not where the host has left it",
    rule:
      "A ref of the record, and a protected branch, stands where the host has left it, or further on.",
    stops: "a ref rolled back, or moved to another's place, with its receipt kept.",
    hint: "fetch it from the host, or from somebody who has it")

  static let needsAllEvents = true

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let judgement = context.judgement else { return [] }
    let policies = context.chain.newest?.state.policies ?? [:]
    let here = Dictionary(context.refs.map { ($0.name, $0) }) { first, _ in first }
    return judgement.log.positions.sorted { $0.key < $1.key }.compactMap { name, position in
      guard let left = position.reference else { return nil }
      let stands: Bool
      if let ref = here[name] {
        stands = isReached(left, by: ref, judgement, context.denylist)
      } else if policies[name] != nil, let tip = context.branches[name] {
        stands =
          tip == left.id
          || judgement.landed(on: name).contains { $0.event.body.commit(.new)?.id == left.id }
      } else {
        return nil
      }
      return stands
        ? nil : Self.broken("\(left.id) by receipt \(position.place) is not on it").about(name)
    }
  }

  private func isReached(
    _ left: ObjectReference, by ref: ClassifiedRef, _ judgement: Judgement,
    _ denylist: DenylistReader
  ) -> Bool {
    if ref.id == left.id { return true }
    switch ref.place {
    case .trust: return judgement.chain.steps.contains { $0.reference == left }
    case .lane(let lane):
      guard let event = judgement.events[left.id]?.event else { return false }
      return event.reference == left && event.body.lane == lane
    case .denylist: return denylist.holds(left.id, from: ref.id)
    case .proposal, .artifact, .receipts, nil: return false
    }
  }
}
