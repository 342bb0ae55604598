public import EntangleModel

/// Landings, and how one follows another.
extension WorkflowState {
  /// The landing of that name.
  public func landing(_ id: ObjectID) -> JudgedEvent? { event(id, .land) }

  /// The landings of a branch, in the order of judgement.
  public func landings(of ref: RefName) -> [JudgedEvent] {
    (lists.landings[ref] ?? []).compactMap { events[$0] }
  }

  /// The landings of a branch that start from a commit, in the order of judgement.
  public func landings(of ref: RefName, from start: ObjectID) -> [JudgedEvent] {
    (lists.starts[start] ?? []).compactMap { events[$0] }.filter { $0.event.body.ref == ref }
  }

  /// The branches that have landings.
  public var landedRefs: Set<RefName> { Set(lists.landings.keys) }

  /// How many landings there are.
  var landingCount: Int { lists.landings.values.reduce(0) { $0 + $1.count } }

  /// Which landing each landing of a ref builds on, where it builds on one.
  public func previousLanding(of landing: JudgedEvent) -> ObjectID? {
    landing.event.body.causes.map(\.id).first { self.landing($0) != nil }
  }

  /// Whether a landing is another one, or one through which that came.
  public func isBehind(_ landing: ObjectID, _ other: ObjectID?) -> Bool {
    guard let landing = events.number(landing) else { return false }
    var next = other.flatMap { events.number($0) } ?? .none
    while let row = events.row(next), row.name == .land {
      if next == landing { return true }
      next = row.asked
    }
    return false
  }

  /// The first landing found that is so, of one and those that came through it.
  func landing(
    through landing: ObjectID, where isSo: (JudgedEvent) -> Bool
  ) -> JudgedEvent? {
    var waiting = [events.number(landing)].compactMap(\.self)
    while let number = waiting.popLast() {
      if let judged = events[number], isSo(judged) { return judged }
      waiting += events.answers(to: number, [.land])
    }
    return nil
  }
}
