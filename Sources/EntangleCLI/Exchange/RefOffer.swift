internal import EntangleGit
internal import EntangleModel

/// Refs below `refs/entangle/` that one side has and another lacks.
struct RefOffer {
  /// Where each ref that can move would move to.
  let moves: [RefName: ObjectID]
  /// Refs of which each side has something that the other does not build on.
  let forks: [RefName]

  /// Compares what is offered with what is there. Chains move forward only, all else is there once
  /// and for all. Throws where an object is missing.
  init(
    of offered: [RefName: ObjectID], to base: [RefName: ObjectID], in repository: Repository
  ) throws(CommandError) {
    var moves: [RefName: ObjectID] = [:]
    var forks: [RefName] = []
    for (name, id) in offered {
      guard let current = base[name] else {
        moves[name] = id
        continue
      }
      switch try Self.order(name, id, current, in: repository) {
      case .same, .behind: break
      case .ahead: moves[name] = id
      case .apart: forks.append(name)
      }
    }
    self.moves = moves
    self.forks = forks.sorted()
  }

  /// How two values of a ref stand to each other.
  static func order(
    _ name: RefName, _ first: ObjectID, _ second: ObjectID, in repository: Repository
  ) throws(CommandError) -> ChainOrder {
    guard first != second else { return .same }
    switch EntangleRef(name, format: repository.objectFormat) {
    case .trust, .lane: return try attempt { try repository.chainOrder(of: first, to: second) }
    case .proposal, .artifact, nil: return .apart
    }
  }
}
