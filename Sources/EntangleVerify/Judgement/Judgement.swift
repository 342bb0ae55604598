public import EntangleModel

/// All that a run of the verifier knows at its end.
public struct Judgement: Sendable {
  public let chain: TrustChain
  public let state: WorkflowState
  public let lanes: [JudgedLane]
  /// For each protected branch, the landings from the baseline to where it stands.
  public let landed: [RefName: [JudgedEvent]]
  /// The events that are tainted, by the newest state that taints them.
  let taints: [ObjectID: Int64]

  /// Every event by its id.
  public var events: JudgedEvents { state.events }

  /// The events of a lane, oldest first.
  public func events(of lane: JudgedLane) -> some BidirectionalCollection<JudgedEvent> {
    lane.numbers.lazy.compactMap { events[$0] }
  }

  /// The first event of a lane that has a sequence: in a sound lane it stands at that place.
  func event(of lane: JudgedLane, sequence: Int64) -> JudgedEvent? {
    if let place = Int(exactly: sequence - 1), lane.numbers.indices.contains(place),
      let judged = events[lane.numbers[place]], judged.event.body.sequence == sequence
    {
      return judged
    }
    return events(of: lane).first { $0.event.body.sequence == sequence }
  }

  /// The commits of a lane that are no events and have others of it after them.
  func brokenBeforeTip(of lane: JudgedLane) -> [ObjectID] {
    lane.numbers.dropLast().filter { events.isBroken($0) }.map { events.id($0) }
  }

  /// Whether an event, whatever came of it, says that it makes that tag.
  public func isTagged(_ ref: RefName) -> Bool {
    events.values(.tag).contains { $0.event.body.tag == ref }
  }

  /// Whether somebody else may have signed an event, or what it answers, and nobody has cleared it.
  public func isTainted(_ event: ObjectID) -> Bool { taints[event] != nil }
}

/// A lane and which events stand on it.
public struct JudgedLane: Sendable {
  public let ref: RefName
  /// Its commits, oldest first.
  let numbers: [EventNumber]
}
