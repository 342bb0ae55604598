internal import EntangleModel
internal import Synchronization

/// Finds which commits stand on lanes, from the newest of each to its first event, on all cores.
///
/// A worker takes a lane, goes along a few of its commits, and puts the lane back. What they say is read
/// later, oldest first (`EventBatches`).
struct LaneWalk: Sendable {
  /// How closely commits are looked at on the way.
  enum Care: Sendable {
    /// Only at where each leads, and that as if all were well: who reads them afterwards must see whether
    /// each is an event and what its name says.
    case quick
    /// At all that each says: a lane ends where a commit cannot be read, where a second one in a row is
    /// no event, or before an event of another lane that follows none of this one.
    case thorough
  }

  let gate: EventGate
  let workers: any Workers
  /// The commits of the trust chain: where lanes begin.
  let roots: Set<ObjectID>
  let progress: (any VerificationProgress)?

  private static let batch = 64

  private struct Task: Sendable {
    let index: Int
    /// The lane; nil of another chain of commits, of which it is not asked.
    let lane: Lane?
    var next: ObjectID
    var isAfterBroken = false
    /// The event that was read last of it.
    var neighbour: ParsedEvent?
  }

  private struct Shared {
    /// The lane that has waited longest comes first: all come to their end together, and no core is
    /// left without one before.
    var waiting: Queue<Task>
    var names = EventNames()
    /// The newest of each lane first.
    var lanes: [[EventNumber]]
    /// Whether something is not as a quick walk takes it to be.
    var isIrregular = false
    /// Whether no lane ends at what cannot be read.
    var isWhole = true

    /// Takes in some commits of a lane, and what is left of it.
    mutating func take(_ stretch: Stretch, of task: Task, care: Care) {
      for id in stretch.commits {
        let count = names.count
        lanes[task.index].append(names.add(id))
        // What has been met before, by names that nobody has checked, may lead around in a circle.
        if care == .quick && names.count == count { isIrregular = true }
      }
      if let rest = stretch.rest, !isIrregular { waiting.append(rest) }
      if !stretch.isReadable { isWhole = false }
    }
  }

  /// Some commits of a lane, the newest first.
  private struct Stretch {
    var commits: [ObjectID] = []
    /// The lane from there on; nil where it ends there.
    var rest: Task?
    /// Whether the last of them could be read.
    var isReadable = true
  }

  /// The commits of lanes. Nil where a quick walk met what it does not take for granted.
  func commits(of lanes: [ClassifiedRef], _ care: Care) -> LaneCommits? {
    let tasks = lanes.enumerated().map { index, ref in
      let lane: Lane? = if case .lane(let lane) = ref.place { lane } else { nil }
      return Task(index: index, lane: lane, next: ref.id)
    }
    return commits(tasks, care)
  }

  /// The same of other chains of commits with these heads.
  func commits(from heads: [ObjectID], _ care: Care) -> LaneCommits? {
    commits(heads.enumerated().map { Task(index: $0, lane: nil, next: $1) }, care)
  }

  private func commits(_ tasks: [Task], _ care: Care) -> LaneCommits? {
    let shared = Mutex(
      Shared(waiting: Queue(tasks), lanes: Array(repeating: [], count: tasks.count)))
    workers.perform(min(64, tasks.count)) { _ in
      while let task = shared.withLock({ $0.isIrregular ? nil : $0.waiting.popFirst() }) {
        guard let stretch = care == .quick ? walkQuickly(task) : walk(task) else {
          shared.withLock { $0.isIrregular = true }
          return
        }
        shared.withLock { $0.take(stretch, of: task, care: care) }
        progress?.didRead(stretch.commits.count)
      }
    }
    return shared.withLock { shared in
      guard !shared.isIrregular else { return nil }
      for lane in shared.lanes.indices { shared.lanes[lane].reverse() }
      return LaneCommits(names: shared.names, lanes: shared.lanes, isWhole: shared.isWhole)
    }
  }

  /// Some commits of a lane as they say that they follow each other; nil where one does not begin as an
  /// event does.
  private func walkQuickly(_ task: Task) -> Stretch? {
    var stretch = Stretch()
    stretch.commits.reserveCapacity(Self.batch)
    var rest = task
    for _ in 0..<Self.batch {
      stretch.commits.append(rest.next)
      guard let parent = firstParent(of: rest.next) else { return nil }
      if roots.contains(parent) { return stretch }
      rest.next = parent
    }
    stretch.rest = rest
    return stretch
  }

  /// The first parent of a commit that begins as an event does; whether it is what its name says is not
  /// looked at.
  private func firstParent(of id: ObjectID) -> ObjectID? {
    let format = gate.objects.format
    let tree = "tree ".utf8.count + 2 * format.byteCount
    let parent = tree + "\nparent ".utf8.count
    let end = parent + 2 * format.byteCount
    let beginning = try? gate.objects.beginning(
      of: id, count: end + 1, limit: gate.limits.commitBytes)
    guard let beginning, beginning.type == .commit, beginning.content.count > end else {
      return nil
    }
    let text = beginning.content
    guard text.starts(with: "tree ".utf8), text[end] == UInt8(ascii: "\n"),
      text[tree..<parent].elementsEqual("\nparent ".utf8)
    else { return nil }
    return ObjectID(hex: text[parent..<end])
  }

  private func walk(_ task: Task) -> Stretch {
    var stretch = Stretch()
    var rest = task
    for _ in 0..<Self.batch {
      let (outcome, parent) = gate.outcome(rest.next, neighbour: rest.neighbour)
      if case .event(let event) = outcome, let lane = rest.lane, !gate.isOn(lane, event) {
        return stretch
      }
      stretch.commits.append(rest.next)
      var isBroken = true
      switch outcome {
      case .event(let event):
        isBroken = false
        rest.neighbour = event
      case .missing, .unreadable: stretch.isReadable = false
      case .defect: break
      }
      guard let parent, !roots.contains(parent), !(isBroken && rest.isAfterBroken) else {
        return stretch
      }
      rest.isAfterBroken = isBroken
      rest.next = parent
    }
    stretch.rest = rest
    return stretch
  }
}
