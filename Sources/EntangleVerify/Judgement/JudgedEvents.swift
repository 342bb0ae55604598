public import EntangleModel

/// What stands on lanes, by the commit's name: what has been judged, and what has not been yet.
public struct JudgedEvents: Sendable {
  private enum Entry: Sendable {
    /// Not judged yet.
    case open
    /// No event; with what follows for those that build on it.
    case broken(JudgedEvent.Standing)
    case judged(JudgedEvent)
  }

  private var entries: [ObjectID: Entry] = [:]

  /// Takes in commits of lanes before any of them is judged.
  mutating func open(_ lanes: [[EventReading]]) {
    entries.reserveCapacity(lanes.reduce(0) { $0 + $1.count })
    for lane in lanes { for reading in lane { entries[reading.id] = .open } }
  }

  /// Takes in that a commit is no event.
  mutating func insertBroken(_ id: ObjectID, _ standing: JudgedEvent.Standing) {
    entries[id] = .broken(standing)
  }

  /// Takes in an event that has been judged.
  mutating func insert(_ event: JudgedEvent) { entries[event.event.id] = .judged(event) }

  /// The judged event of that name.
  public subscript(id: ObjectID) -> JudgedEvent? {
    if case .judged(let event)? = entries[id] { event } else { nil }
  }

  /// Whether a commit of that name stands on a lane and waits to be judged.
  func isOpen(_ id: ObjectID) -> Bool {
    if case .open? = entries[id] { true } else { false }
  }

  /// Whether a commit of that name stands on a lane and is no event.
  func isBroken(_ id: ObjectID) -> Bool {
    if case .broken? = entries[id] { true } else { false }
  }

  /// What follows for what builds on the commit of that name; nil where no lane holds it, and while it
  /// waits to be judged.
  func standing(_ id: ObjectID) -> JudgedEvent.Standing? {
    switch entries[id] {
    case .judged(let event): event.standing
    case .broken(let standing): standing
    case .open, nil: nil
    }
  }

  /// Every judged event, in no order.
  public var values: some Sequence<JudgedEvent> {
    entries.values.lazy.compactMap { entry in
      if case .judged(let event) = entry { event } else { nil }
    }
  }

  /// How many events have been judged.
  public var count: Int { values.reduce(0) { count, _ in count + 1 } }
}
