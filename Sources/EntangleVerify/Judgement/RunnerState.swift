internal import EntangleModel

/// What runners said of their starts, and what those who operate them said of the runners.
struct RunnerState: Sendable {
  let events: JudgedEvents
  let lists: EventLists

  /// The greatest generation as which a runner has said hello; nil where it has not.
  func generation(of runner: PrincipalID, for isKnown: (JudgedEvent) -> Bool) -> Int64? {
    let last = (lists.hellos[runner] ?? [:]).values.compactMap { hellos in
      hellos.lazy.reversed().compactMap { events[$0] }.first(where: isKnown)
    }
    return last.compactMap { $0.event.body.number(.generation) }.max()
  }

  /// The restart that asks a runner for the greatest generation.
  func restart(of runner: PrincipalID, for isKnown: (JudgedEvent) -> Bool) -> JudgedEvent? {
    (lists.restarts[runner] ?? []).compactMap { events[$0] }.filter(isKnown).max {
      $0.event.body.number(.generation) ?? 0 < $1.event.body.number(.generation) ?? 0
    }
  }

  /// The last word on a runner of each who gave one: the latest by time, then by name.
  func words(on runner: PrincipalID, for isKnown: (JudgedEvent) -> Bool) -> [JudgedEvent] {
    let said = (lists.words[runner] ?? []).compactMap { events[$0] }
    let known = Dictionary(grouping: said.filter(isKnown)) { $0.event.body.lane.principal }
    return known.sorted { $0.key < $1.key }.compactMap { _, words in
      words.max { ($0.event.commit.time, $0.event.id) < ($1.event.commit.time, $1.event.id) }
    }
  }
}
