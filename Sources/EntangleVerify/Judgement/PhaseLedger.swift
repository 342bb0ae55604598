internal import EntangleModel

/// What leads work from one phase to the next, kept as it is judged.
///
/// So nobody who is next has to go through all that was said before of a task or in a thread: who says much would make
/// everybody wait for the square of that.
struct PhaseLedger: Sendable {
  /// A `lease.renew` and the end that it sets.
  struct Lease: Sendable {
    let end: Timestamp
    let renewal: EventNumber
  }

  /// What of a thread has been kept.
  struct Thread: Sendable {
    /// What led to a phase that does not last, in the order of judgement.
    private(set) var steps: [EventNumber] = []
    /// Its `lease.renew` events, the earliest end first.
    private(set) var leases: [Lease] = []

    /// Takes in what was said in it: whether that leads to a phase that lasts, nil where to none, and the lease that it
    /// renews.
    mutating func take(_ number: EventNumber, isFinal: Bool?, lease: Lease?) {
      if isFinal == false { steps.append(number) }
      guard let lease else { return }
      var place = leases.count
      while place > 0, leases[place - 1].end > lease.end { place -= 1 }
      leases.insert(lease, at: place)
    }
  }

  /// By what offers a task: what led its addressee from one phase to the next, in the order of judgement.
  var tasks: [EventNumber: [EventNumber]] = [:]
  /// By the request: what cancelled a task.
  var cancellations: [EventNumber: [EventNumber]] = [:]
  /// By what opens a thread.
  var threads: [EventNumber: Thread] = [:]
  /// By the first question of a conversation, or what else opens a thread: what ended it, in the order of judgement.
  var endings: [EventNumber: [EventNumber]] = [:]
  /// What opened the thread to which an event belongs.
  var openings: [EventNumber: EventNumber] = [:]
}
