internal import EntangleModel

/// What was verified before, as the judge goes on from it.
struct RecordedBase: Sendable {
  let record: VerificationRecord
  private let events: RecordedEvents
  private let gate: EventGate
  /// What was verified of each lane that is here, by the lane's place.
  private let lanes: [RecordedLane?]
  private let lists: EventLists

  /// Nil where the record cannot be read. `refs` are the lanes that are here.
  init?(_ record: VerificationRecord, refs: [RefName], gate: EventGate) {
    guard let lists = record.bytes(of: .lists).flatMap({ EventLists($0) }) else { return nil }
    let recorded = Dictionary(record.header.lanes.map { ($0.ref, $0) }) { first, _ in first }
    self.record = record
    self.lists = lists
    self.gate = gate
    events = RecordedEvents(record, gate: gate)
    lanes = refs.map { recorded[$0] }
  }

  /// The state of the workflow, with commits of these names that have not been judged yet.
  func state(_ chain: TrustChain, names: EventNames) -> WorkflowState {
    WorkflowState(
      events: JudgedEvents(chain: chain, names: names, gate: gate, base: events), lists: lists,
      landed: LandedChanges(base: RecordedLandings(record)))
  }

  /// How many events of a lane were verified.
  func count(_ lane: Int) -> Int { numbers(lane).count }

  /// Where these stand in the table.
  func numbers(_ lane: Int) -> Range<Int> { lanes[lane]?.numbers ?? 0..<0 }

  /// The last of them.
  func head(_ lane: Int) -> ObjectID? { lanes[lane]?.head }

  /// The digest of one of them.
  func digest(_ lane: Int, _ position: Int) -> SHA256Digest? {
    events.reference(EventNumber(numbers(lane).lowerBound + position))?.digest
  }

  /// What a lane had cited of others; nothing of no lane.
  func cited(_ lane: Int?) -> CitedLanes {
    guard let lane, let extent = lanes[lane]?.cited else { return CitedLanes() }
    let bytes = record.pages.bytes(at: extent.offset, count: extent.count)
    guard let cited = bytes.flatMap({ CitedLanes($0) }) else {
      record.pages.reject()
      return CitedLanes()
    }
    return cited
  }
}
