public import EntangleModel

extension WorkflowState {
  /// A task as it was offered to one principal, by the request or by a handoff, and what came of it.
  public struct Task: Sendable {
    /// The request with which it began.
    public let request: JudgedEvent
    /// What offers it to its addressee: the request, or a handoff.
    public let offer: JudgedEvent
    /// How far the addressee has brought it, whether or not it is cancelled.
    public private(set) var phase = WorkPhase.requested
    /// Its `task.accept` events, in order.
    public private(set) var attempts: [JudgedEvent] = []
    /// Its `task.result` events, in order.
    public private(set) var results: [JudgedEvent] = []
    /// The `task.handoff` events that end it here, and offer it to somebody else.
    public private(set) var handoffs: [JudgedEvent] = []
    /// Everything that its addressee has said of it, in order.
    public private(set) var events: [JudgedEvent] = []

    init(request: JudgedEvent, offer: JudgedEvent) {
      self.request = request
      self.offer = offer
    }

    /// To whom it is offered.
    public var addressee: PrincipalID? { offer.event.body.id(.to) }

    /// Takes in what its addressee says of it.
    mutating func apply(_ judged: JudgedEvent) {
      events.append(judged)
      let body = judged.event.body
      switch body.kind.name {
      case .taskAccept: attempts.append(judged)
      case .taskResult: results.append(judged)
      case .taskHandoff: handoffs.append(judged)
      default: break
      }
      if let next = body.leadsTo { phase = next }
    }

    /// The task as some of its events leave it.
    func after(_ isKnown: (JudgedEvent) -> Bool) -> Task {
      guard !events.allSatisfy(isKnown) else { return self }
      var task = Task(request: request, offer: offer)
      for event in events where isKnown(event) { task.apply(event) }
      return task
    }
  }

  /// The task whose accept this is, as it was offered to the one who accepts.
  public func task(accept: ObjectID) -> Task? { taskOfAccept[accept].flatMap { tasks[$0] } }

  /// The phase of a task with what its requester says of it: once cancelled, it stays so.
  public func phase(
    of task: Task, for isKnown: (JudgedEvent) -> Bool = { _ in true }
  ) -> WorkPhase {
    let cancellations = cancellations[task.request.event.id] ?? []
    return cancellations.contains(where: isKnown) ? .cancelled : task.phase
  }

  /// Where a task is now: with whom the handoffs have brought it to, and its phase there.
  public func current(
    _ task: Task, for isKnown: (JudgedEvent) -> Bool = { _ in true }
  ) -> (task: Task, phase: WorkPhase) {
    var task = task
    while task.phase == .handedOff, let handoff = task.handoffs.last,
      let next = tasks[handoff.event.id]
    {
      task = next.after(isKnown)
    }
    return (task, phase(of: task, for: isKnown))
  }
}

extension EventBody {
  /// The phase into which the event brings the work that it is about; nil where it changes nothing.
  var leadsTo: WorkPhase? {
    guard let phases = kind.transition?.to, phases.count > 1 else {
      return kind.transition?.to.first
    }
    let words = [word(.status), word(.decision)]
    return phases.first { words.contains($0.rawValue) }
  }
}
