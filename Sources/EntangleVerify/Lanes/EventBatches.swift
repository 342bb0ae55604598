internal import EntangleModel
internal import Synchronization

/// Reads the commits of lanes and checks their files and signatures, oldest first and a few at a time.
///
/// Whoever has time does the next few of the lane that has waited longest, but goes only so far ahead of
/// the judge that what is held stays small. The judge asks for what it needs, and does that itself where
/// nobody has begun with it.
final class EventBatches: Sendable {
  /// How many commits of a lane are done together.
  static let size = 16

  /// How many batches may wait for the judge.
  private static let longestQueue = 512

  private struct Lane {
    /// How many batches have been begun with.
    var begun = 0
    /// How many the judge has taken.
    var taken = 0
    /// Whether it waits for somebody to do the next one.
    var isQueued = true
    /// The event that was read last of it.
    var neighbour: ParsedEvent?
    /// What came of batches that the judge has not taken, by their number.
    var done: [Int: [EventReading]] = [:]
  }

  private struct Shared {
    var lanes: [Lane]
    var queue: Queue<Int>
    /// How many batches have been begun with and not been taken.
    var open = 0
  }

  private struct Batch {
    let lane: Int
    let number: Int
    let neighbour: ParsedEvent?
  }

  private let commits: LaneCommits
  private let refs: [RefName]
  private let gate: EventGate
  /// Who reads the changes that events name.
  private let changes: ChangeReader
  private let workers: any Workers
  /// What is there already, and needs not be read.
  private let given: [[EventReading]]?
  /// How many batches of a lane may be ahead of the judge.
  private let depth: Int
  private let shared: Mutex<Shared>
  private let found = Atomic<Bool>(false)

  /// `refs` are the lanes' own; `given` is what was read before of each.
  init(
    _ commits: LaneCommits, refs: [RefName], gate: EventGate, changes: ChangeReader,
    workers: any Workers, given: [[EventReading]]? = nil
  ) {
    self.commits = commits
    self.refs = refs
    self.gate = gate
    self.changes = changes
    self.workers = workers
    self.given = given
    let lanes = commits.lanes.indices.filter { commits.count($0) > 0 }
    depth = max(2, Self.longestQueue / max(1, lanes.count))
    shared = Mutex(
      Shared(
        lanes: Array(repeating: Lane(), count: commits.lanes.count), queue: Queue(lanes)))
  }

  /// Whether something was read that is no event.
  var hasFoundOther: Bool { found.load(ordering: .relaxed) }

  /// Does batches as long as any are left that nobody has begun with, and what is to be read for them, waiting
  /// for the judge where it is far behind. Ends at once when something is read that is no event, where `stopsAtOther`.
  func work(stopsAtOther: Bool) {
    while !(stopsAtOther && hasFoundOther) {
      if changes.workSome() { continue }
      switch shared.withLock({ next(&$0) }) {
      case .batch(let batch): finish(batch)
      case .none: workers.pause()
      case .end: return changes.work()
      }
    }
  }

  /// A batch of a lane as read, with each signature checked. To be asked for in their order, once for each.
  func take(lane: Int, batch number: Int) -> [EventReading] {
    while true {
      switch shared.withLock({ ask(for: number, of: lane, &$0) }) {
      case .done(let readings): return readings
      case .own(let batch):
        let readings = read(batch)
        shared.withLock { shared in
          shared.lanes[lane].neighbour = readings.last?.event
          take(lane, &shared)
        }
        return readings
      case .elsewhere:
        if case .batch(let batch) = shared.withLock({ next(&$0) }) {
          finish(batch)
        } else {
          workers.pause()
        }
      }
    }
  }

  private enum Answer {
    case done([EventReading])
    /// Nobody has begun with it.
    case own(Batch)
    /// Somebody else is at it.
    case elsewhere
  }

  private func ask(for number: Int, of lane: Int, _ shared: inout Shared) -> Answer {
    if let readings = shared.lanes[lane].done.removeValue(forKey: number) {
      take(lane, &shared)
      return .done(readings)
    }
    return shared.lanes[lane].begun == number ? .own(begin(lane, &shared)) : .elsewhere
  }

  private enum Next {
    case batch(Batch)
    /// The judge is far behind.
    case none
    case end
  }

  private func next(_ shared: inout Shared) -> Next {
    guard shared.open < Self.longestQueue else { return .none }
    while let lane = shared.queue.popFirst() {
      shared.lanes[lane].isQueued = false
      if shared.lanes[lane].begun < batchCount(lane) { return .batch(begin(lane, &shared)) }
    }
    let isLeft =
      shared.open > 0
      || shared.lanes.indices.contains {
        shared.lanes[$0].begun < batchCount($0)
      }
    return isLeft ? .none : .end
  }

  private func begin(_ lane: Int, _ shared: inout Shared) -> Batch {
    let batch = Batch(
      lane: lane, number: shared.lanes[lane].begun, neighbour: shared.lanes[lane].neighbour)
    shared.lanes[lane].begun += 1
    shared.open += 1
    enqueue(lane, &shared)
    return batch
  }

  private func take(_ lane: Int, _ shared: inout Shared) {
    shared.lanes[lane].taken += 1
    shared.open -= 1
    enqueue(lane, &shared)
  }

  private func enqueue(_ lane: Int, _ shared: inout Shared) {
    let state = shared.lanes[lane]
    guard !state.isQueued, state.begun < batchCount(lane), state.begun < state.taken + depth else {
      return
    }
    shared.lanes[lane].isQueued = true
    shared.queue.append(lane)
  }

  private func batchCount(_ lane: Int) -> Int {
    (commits.count(lane) + Self.size - 1) / Self.size
  }

  private func finish(_ batch: Batch) {
    let readings = read(batch)
    shared.withLock { shared in
      shared.lanes[batch.lane].neighbour = readings.last?.event
      shared.lanes[batch.lane].done[batch.number] = readings
    }
  }

  private func read(_ batch: Batch) -> [EventReading] {
    var neighbour = batch.neighbour
    let first = batch.number * Self.size
    return (first..<min(first + Self.size, commits.count(batch.lane))).map { position in
      var reading = given?[batch.lane][position] ?? reading(batch.lane, position, neighbour)
      reading.checkSignature(gate.cryptography)
      if let event = reading.event {
        neighbour = event
        changes.expect(event.body)
      } else {
        found.store(true, ordering: .relaxed)
      }
      return reading
    }
  }

  private func reading(
    _ lane: Int, _ position: Int, _ neighbour: ParsedEvent?
  ) -> EventReading {
    let id = commits.id(lane, position)
    return gate.reading(id, ref: refs[lane], outcome: gate.outcome(id, neighbour: neighbour).0)
  }
}
