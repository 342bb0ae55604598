public import EntangleModel

/// All that a run of the verifier knows at its end.
public struct Judgement: Sendable {
  public let chain: TrustChain
  public let state: WorkflowState
  /// Every event by its id.
  public let events: JudgedEvents
  /// Each lane's events, oldest first.
  public let lanes: [(ref: RefName, events: [JudgedEvent])]
  /// For each protected branch, the landings from the baseline to where it stands.
  public let landed: [RefName: [JudgedEvent]]
  /// The events that are tainted, by the newest state that taints them.
  let taints: [ObjectID: Int64]

  /// Whether an event, whatever came of it, says that it makes that tag.
  public func isTagged(_ ref: RefName) -> Bool {
    events.values.contains { $0.event.body.kind.name == .tag && $0.event.body.tag == ref }
  }

  /// Whether somebody else may have signed an event, or what it answers, and nobody has cleared it.
  public func isTainted(_ event: ObjectID) -> Bool { taints[event] != nil }
}
