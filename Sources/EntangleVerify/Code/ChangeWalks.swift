internal import EntangleModel

/// What is known of changes, and which are expected to be asked for.
struct ChangeWalks: Sendable {
  struct Pair: Hashable {
    let base: ObjectID
    let head: ObjectID
  }

  enum Walk: Sendable {
    case expected
    /// Somebody is at it.
    case begun
    case commits([EventNumber])
    case problem(ChangeReading.Problem)
  }

  private var walks: [Pair: Walk] = [:]
  private var expected = Queue<Pair>([])
  private var open = 0

  /// Whether somebody is at one, or nobody has begun with one that is expected.
  var hasOpen: Bool { open > 0 }

  /// What is known of a change; whoever gets `expected` must go along it, and `finish`.
  mutating func claim(_ pair: Pair) -> Walk {
    switch walks[pair] {
    case nil:
      open += 1
      fallthrough
    case .expected?:
      walks[pair] = .begun
      return .expected
    case let walk?: return walk
    }
  }

  /// Takes in that somebody will ask for a change.
  mutating func expect(_ pair: Pair) {
    guard walks[pair] == nil else { return }
    walks[pair] = .expected
    expected.append(pair)
    open += 1
  }

  /// The next change that is expected and with which nobody has begun; whoever gets it must go along it, and `finish`.
  mutating func claimExpected() -> Pair? {
    while let pair = expected.popFirst() {
      guard case .expected? = walks[pair] else { continue }
      walks[pair] = .begun
      return pair
    }
    return nil
  }

  /// Takes in what came of a change.
  mutating func finish(_ pair: Pair, _ walk: Walk) {
    walks[pair] = walk
    open -= 1
  }
}
