internal import EntangleModel
internal import Synchronization

/// Reads all lanes, newest event first, on all cores.
///
/// A worker takes a lane, reads and checks a few of its commits in order, and puts the lane back.
/// Signatures are not checked yet: `SignatureChecks` does that, oldest first.
struct LaneReader: Sendable {
  let gate: EventGate
  let objects: any ObjectSource
  let workers: any Workers
  let limits: ReadLimits
  /// The commits of the trust chain: where lanes begin.
  let roots: Set<ObjectID>
  let progress: (any VerificationProgress)?

  private static let batch = 64

  private struct Task: Sendable {
    let index: Int
    let ref: RefName
    var next: ObjectID
    var position: Int
    var isAfterBroken = false
    /// The event that was read last of it.
    var neighbour: ParsedEvent?
  }

  /// Some readings of a lane that follow each other, oldest first.
  private struct Batch: Sendable {
    /// How many newer commits the lane has.
    let position: Int
    let readings: [EventReading]
  }

  private struct Shared {
    /// The lane that has waited longest comes first: all come to their end together, and no core is
    /// left without one before.
    var waiting: Queue<Task>
    var readings: [[Batch]]
  }

  /// The readings of each lane, oldest first. A lane ends, at its old end, with its first event, or
  /// where a second commit in a row is no event.
  func read(_ lanes: [(ref: RefName, head: ObjectID)]) -> [[EventReading]] {
    let tasks = lanes.enumerated().map { index, lane in
      Task(index: index, ref: lane.ref, next: lane.head, position: 0)
    }
    let shared = Mutex(
      Shared(waiting: Queue(tasks), readings: Array(repeating: [], count: lanes.count)))
    workers.perform(max(1, 64)) { _ in
      while let task = shared.withLock({ $0.waiting.popFirst() }) {
        let (outcomes, rest) = walk(task)
        if let rest { shared.withLock { $0.waiting.append(rest) } }
        let readings = outcomes.reversed().map { id, outcome in
          gate.reading(id, ref: task.ref, outcome: outcome)
        }
        let batch = Batch(position: task.position, readings: readings)
        shared.withLock { $0.readings[task.index].append(batch) }
        progress?.didRead(readings.count)
      }
    }
    return shared.withLock { $0.readings }.map { lane in
      lane.sorted { $0.position > $1.position }.flatMap(\.readings)
    }
  }

  private func walk(_ task: Task) -> ([(ObjectID, EventReading.Outcome)], Task?) {
    var outcomes: [(ObjectID, EventReading.Outcome)] = []
    var id = task.next
    var wasBroken = task.isAfterBroken
    var neighbour = task.neighbour
    for _ in 0..<Self.batch {
      let (outcome, parent) = read(id, neighbour: neighbour)
      outcomes.append((id, outcome))
      var isBroken = true
      if case .event(let event) = outcome {
        isBroken = false
        neighbour = event
      }
      guard let parent, !roots.contains(parent), !(isBroken && wasBroken) else {
        return (outcomes, nil)
      }
      wasBroken = isBroken
      id = parent
    }
    var rest = task
    rest.next = id
    rest.isAfterBroken = wasBroken
    rest.neighbour = neighbour
    rest.position += outcomes.count
    return (outcomes, rest)
  }

  /// A commit, and the one before it on its lane as far as that can be told.
  private func read(
    _ id: ObjectID, neighbour: ParsedEvent?
  ) -> (EventReading.Outcome, ObjectID?) {
    do throws(ObjectReadError) {
      guard let object = try objects.read(id, limit: limits.commitBytes) else {
        return (.missing, nil)
      }
      let outcome = gate.parse(id, object, neighbour: neighbour)
      if case .event(let event) = outcome { return (outcome, event.commit.parent) }
      guard case .defect = outcome else { return (outcome, nil) }
      let commit = CodeCommit(content: object.content, format: objects.format)
      return (outcome, commit?.parents.first)
    } catch {
      return (.unreadable("\(error)"), nil)
    }
  }
}
