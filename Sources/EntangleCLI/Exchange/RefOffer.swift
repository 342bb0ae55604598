internal import EntangleGit
internal import EntangleModel

/// Refs below `refs/entangle/` that one side has and another lacks.
struct RefOffer {
  /// Where each ref that can move would move to.
  let moves: [RefName: ObjectID]
  /// Refs of which each side has something that the other does not build on.
  let forks: [RefName]

  /// Compares what is offered with what is there. Chains move forward only, the trust chain also from a
  /// branch that lost to the one that has made it void; all else is there once and for all. Of two values that say the
  /// same, the other is taken only where it is `preferred`. Throws where an object is missing.
  init(
    of offered: [RefName: ObjectID], to base: [RefName: ObjectID], by order: RefOrder,
    preferred: Bool = false
  ) throws(CommandError) {
    var moves: [RefName: ObjectID] = [:]
    var forks: [RefName] = []
    for (name, id) in offered {
      guard let current = base[name] else {
        moves[name] = id
        continue
      }
      switch try order.compare(name, id, current) {
      case .same where preferred && id != current: moves[name] = id
      case .same, .behind: break
      case .ahead: moves[name] = id
      case .apart: forks.append(name)
      }
    }
    self.moves = moves
    self.forks = forks.sorted()
  }
}
