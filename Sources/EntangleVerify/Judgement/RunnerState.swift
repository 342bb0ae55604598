internal import EntangleModel

/// What runners said of their starts, and what those who operate them said of the runners.
struct RunnerState: Sendable {
  /// The `runner.hello` events of each runner, by lane, in the order of the lane.
  private var hellos: [PrincipalID: [Lane: [JudgedEvent]]] = [:]
  /// The `runner.trust` events about each runner.
  private var trusts: [PrincipalID: [JudgedEvent]] = [:]
  /// The `run.restart` events to each runner.
  private var restarts: [PrincipalID: [JudgedEvent]] = [:]

  /// Takes in what a runner says when it starts.
  mutating func greet(_ judged: JudgedEvent) {
    let lane = judged.event.body.lane
    hellos[lane.principal, default: [:]][lane, default: []].append(judged)
  }

  /// Takes in that somebody trusts a runner or does so no more.
  mutating func trust(_ judged: JudgedEvent) {
    if let runner = judged.event.body.id(.to) { trusts[runner, default: []].append(judged) }
  }

  /// Takes in that a runner is to begin again.
  mutating func restart(_ judged: JudgedEvent, runner: PrincipalID) {
    restarts[runner, default: []].append(judged)
  }

  /// The greatest generation as which a runner has said hello; nil where it has not.
  func generation(of runner: PrincipalID, for isKnown: (JudgedEvent) -> Bool) -> Int64? {
    let last = (hellos[runner] ?? [:]).values.compactMap { $0.last(where: isKnown) }
    return last.compactMap { $0.event.body.number(.generation) }.max()
  }

  /// The restart that asks a runner for the greatest generation.
  func restart(of runner: PrincipalID, for isKnown: (JudgedEvent) -> Bool) -> JudgedEvent? {
    (restarts[runner] ?? []).filter(isKnown).max {
      $0.event.body.number(.generation) ?? 0 < $1.event.body.number(.generation) ?? 0
    }
  }

  /// The last word on a runner of each who gave one: the latest by time, then by name.
  func words(on runner: PrincipalID, for isKnown: (JudgedEvent) -> Bool) -> [JudgedEvent] {
    let known = Dictionary(grouping: (trusts[runner] ?? []).filter(isKnown)) {
      $0.event.body.lane.principal
    }
    return known.sorted { $0.key < $1.key }.compactMap { _, words in
      words.max { ($0.event.commit.time, $0.event.id) < ($1.event.commit.time, $1.event.id) }
    }
  }
}
