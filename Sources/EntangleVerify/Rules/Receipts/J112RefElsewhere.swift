internal import EntangleModel

/// A ref of the record, and a protected branch, stands where the host has left it, or further on; a branch, where it was
/// protected then. Stops: a ref rolled back, or moved to another's place, with its receipt kept.
struct J112RefElsewhere: RepositoryRule {
  static let text = RuleText(
    "J112", "a ref is not where the host has left it",
    rule:
      "A ref of the record, and a protected branch, stands where the host has left it, or further on; a branch, where it was "
      + "protected then.",
    stops: "a ref rolled back, or moved to another's place, with its receipt kept.",
    hint: "fetch it from the host, or from somebody who has it")

  static let needsAllEvents = true

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let judgement = context.judgement else { return [] }
    let policies = context.chain.newest?.state.policies ?? [:]
    let here = Dictionary(context.refs.map { ($0.name, $0) }) { first, _ in first }
    return judgement.log.positions.sorted { $0.key < $1.key }.compactMap { name, position in
      guard let left = position.reference, !position.isFree else { return nil }
      let stands: Bool
      if let ref = here[name] {
        stands =
          isSettled(name, at: ref.id, position, context)
          || isReached(position, left, by: ref, context)
      } else if policies[name] != nil, let tip = context.branches[name] {
        stands =
          isSettled(name, at: tip, position, context) || isReached(left, by: tip, name, context)
      } else {
        return nil
      }
      guard !stands else { return nil }
      if let ref = here[name], ref.place == .denylist, isBeside(left, at: ref.id, context) {
        return Self.broken(
          "\(left.id) by receipt \(position.place) is not on it: an entry was made beside it"
        ).about(name)
          .hinting("'git update-ref -d \(name)', then 'entangle fetch' and 'entangle deny' again")
      }
      return Self.broken(
        here[name] == nil
          ? "no landing leads on from \(left.id), where receipt \(position.place) left it"
          : "\(left.id) by receipt \(position.place) is not on it"
      ).about(name)
    }
  }

  /// Whether the ref and its receipt were found to go together before.
  private func isSettled(
    _ name: RefName, at id: ObjectID, _ position: ReceiptLog.Position, _ context: RepositoryContext
  ) -> Bool {
    guard let settled = context.settled, let log = context.judgement?.log else { return false }
    return settled.holds(name, at: id) && log.isRecorded(position.place)
  }

  /// Whether what the host has left is here, and the denylist has an entry that it knows nothing of: whoever bans without
  /// having fetched makes such a one, and the host has done nothing wrong.
  private func isBeside(
    _ left: ObjectReference, at id: ObjectID, _ context: RepositoryContext
  ) -> Bool {
    context.reference(left.id) == left && !context.denylist.holds(id, from: left.id)
  }

  private func isReached(
    _ position: ReceiptLog.Position, _ left: ObjectReference, by ref: ClassifiedRef,
    _ context: RepositoryContext
  ) -> Bool {
    guard let judgement = context.judgement else { return false }
    switch ref.place {
    // (The states of a branch that is void need not be there.)
    case .trust: return position.isVoid || judgement.chain.steps.contains { $0.reference == left }
    case .lane(let lane):
      guard judgement.events.reference(to: left.id) == left else { return false }
      return ref.id == left.id || judgement.events[left.id]?.event.body.lane == lane
    case .denylist:
      return context.denylist.holds(left.id, from: ref.id) && context.reference(left.id) == left
    case .proposal, .input, .artifact, .receipts, nil:
      return ref.id == left.id
        && (context.reference(left.id) == left || context.chain.withheld[left.id] == left.digest)
    }
  }

  /// Whether a protected branch has come past a commit, or stands there.
  private func isReached(
    _ left: ObjectReference, by tip: ObjectID, _ name: RefName, _ context: RepositoryContext
  ) -> Bool {
    if tip == left.id { return context.reference(left.id) == left }
    let landed = context.judgement?.landed(on: name).flatMap { landing in
      [EventFieldName.old, .new].compactMap { landing.event.body.commit($0) }
    }
    let end = landed?.last.flatMap { context.chain.newest?.state.places(of: name, from: $0) }
    return ((landed ?? []) + (end ?? context.foundations(name))).contains {
      $0.id == left.id && $0.digest == left.digest
    }
  }
}
