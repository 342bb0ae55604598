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
    /// Everything that its addressee has said of it, in order.
    public private(set) var events: [JudgedEvent] = []

    /// How many `task.accept` events it has.
    public var attemptCount: Int {
      events.reduce(0) { $0 + ($1.event.body.kind.name == .taskAccept ? 1 : 0) }
    }
    /// The last of its `task.accept` events.
    public var lastAttempt: JudgedEvent? {
      events.last { $0.event.body.kind.name == .taskAccept }
    }
    /// Its `task.result` events, in order.
    public var results: [JudgedEvent] { events(.taskResult) }
    /// The `task.handoff` events that end it here, and offer it to somebody else.
    public var handoffs: [JudgedEvent] { events(.taskHandoff) }

    private func events(_ name: EventName) -> [JudgedEvent] {
      events.filter { $0.event.body.kind.name == name }
    }

    init(request: JudgedEvent, offer: JudgedEvent) {
      self.request = request
      self.offer = offer
    }

    /// To whom it is offered.
    public var addressee: PrincipalID? { offer.event.body.id(.to) }

    /// Takes in what its addressee says of it.
    mutating func apply(_ judged: JudgedEvent) {
      events.append(judged)
      if let next = judged.event.body.leadsTo { phase = next }
    }

    /// The task as some of its events leave it.
    func after(_ isKnown: (JudgedEvent) -> Bool) -> Task {
      let steps = events.lazy.filter { $0.event.body.leadsTo != nil }
      let lane = steps.first?.event.body.lane
      guard !steps.allSatisfy({ isKnown($0) && $0.event.body.lane == lane }) else { return self }
      var task = Task(request: request, offer: offer)
      for event in Self.ordered(steps.filter(isKnown)) { task.apply(event) }
      return task
    }

    /// One order for all who verify, whichever lane they judge first: what comes before on its lane or as
    /// a cause is before, and of what is concurrent the earlier, then the lower name.
    private static func ordered(_ events: [JudgedEvent]) -> [JudgedEvent] {
      var rest = events.sorted {
        ($0.event.commit.time, $0.event.id) < ($1.event.commit.time, $1.event.id)
      }
      var ordered: [JudgedEvent] = []
      while !rest.isEmpty {
        let next = rest.firstIndex { event in !rest.contains { $0.event.isBefore(event.event) } }
        ordered.append(rest.remove(at: next ?? 0))
      }
      return ordered
    }
  }

  /// The task that a request or a handoff of that name offers.
  public func task(offer id: ObjectID) -> Task? { events.number(id).flatMap { task(offer: $0) } }

  /// The task whose accept this is, as it was offered to the one who accepts.
  public func task(accept id: ObjectID) -> Task? {
    offer(accepted: id).flatMap { task(offer: $0) }
  }

  /// The task that a request or a handoff of that name offers, without its updates, which lead nowhere.
  func course(offer id: ObjectID) -> Task? { events.number(id).flatMap { course(offer: $0) } }

  /// The same of the task whose accept this is.
  func course(accept id: ObjectID) -> Task? {
    offer(accepted: id).flatMap { course(offer: $0) }
  }

  /// What an accept accepts.
  func offer(accept id: ObjectID) -> JudgedEvent? {
    offer(accepted: id).flatMap { request(behind: $0) == nil ? nil : events[$0] }
  }

  private func offer(accepted id: ObjectID) -> EventNumber? {
    guard let number = events.number(id), let row = events.row(number), row.name == .taskAccept
    else { return nil }
    return row.asked
  }

  private func course(offer number: EventNumber) -> Task? {
    task(offer: number, ledger.tasks[number] ?? steps(ofOffer: number))
  }

  /// Keeps what leads a task on.
  mutating func keepInTask(_ number: EventNumber) {
    guard let row = events.row(number), let asked = events.row(row.asked) else { return }
    let isAnswer = row.name == .taskAccept || row.name == .taskReject
    let offer = isAnswer ? row.asked : asked.asked
    if ledger.tasks[offer] == nil {
      ledger.tasks[offer] = steps(ofOffer: offer)
    } else if row.leadsTo != nil {
      ledger.tasks[offer]?.append(number)
    }
    if row.name == .taskHandoff { ledger.tasks[number] = steps(ofOffer: number) }
  }

  /// Keeps a request, or what cancels one.
  mutating func keepOfRequest(_ number: EventNumber) {
    guard let row = events.row(number) else { return }
    let request = row.name == .taskCancel ? row.asked : number
    if row.name == .taskRequest { ledger.tasks[number] = steps(ofOffer: number) }
    if ledger.cancellations[request] == nil {
      ledger.cancellations[request] = events.answers(to: request, [.taskCancel])
    } else if row.name == .taskCancel {
      ledger.cancellations[request]?.append(number)
    }
  }

  /// What offers the task that a request began: the request, and each handoff.
  public func offers(of request: ObjectID) -> Set<ObjectID> {
    var offers: Set<ObjectID> = []
    var open = events.number(request).map { [$0] } ?? []
    while let next = open.popLast() {
      offers.insert(events.id(next))
      for accept in events.answers(to: next, [.taskAccept]) {
        open += events.answers(to: accept, [.taskHandoff])
      }
    }
    return offers
  }

  private func task(offer number: EventNumber) -> Task? {
    task(offer: number, said(ofOffer: number, [.taskUpdate, .taskResult, .taskHandoff]))
  }

  private func task(
    offer number: EventNumber, _ said: @autoclosure () -> [EventNumber]
  ) -> Task? {
    guard let offer = events[number], let request = request(behind: number) else { return nil }
    var task = Task(request: request, offer: offer)
    for number in said() { if let event = events[number] { task.apply(event) } }
    return task
  }

  /// The request with which the task began that an event offers.
  private func request(behind offer: EventNumber) -> JudgedEvent? {
    var next = offer
    while let row = events.row(next), row.name == .taskHandoff {
      guard let accept = events.row(row.asked), accept.name == .taskAccept else { return nil }
      next = accept.asked
    }
    return events.row(next)?.name == .taskRequest ? events[next] : nil
  }

  /// What of that leads on.
  private func steps(ofOffer offer: EventNumber) -> [EventNumber] {
    said(ofOffer: offer, [.taskResult, .taskHandoff]).filter { events.row($0)?.leadsTo != nil }
  }

  /// What the addressee of an offer has said of it, in the order of judgement: its answers, and of some kinds what it
  /// said then.
  private func said(ofOffer offer: EventNumber, _ kinds: Set<EventName>) -> [EventNumber] {
    let answers = events.answers(to: offer, [.taskAccept, .taskReject])
    return inOrder(answers + answers.flatMap { events.answers(to: $0, kinds) })
  }

  /// The phase of a task with what its requester says of it: once cancelled, it stays so.
  public func phase(
    of task: Task, for isKnown: (JudgedEvent) -> Bool = { _ in true }
  ) -> WorkPhase {
    let request = events.number(task.request.event.id) ?? .none
    let cancellations =
      ledger.cancellations[request] ?? events.answers(to: request, [.taskCancel])
    return cancellations.contains { events[$0].map(isKnown) ?? false } ? .cancelled : task.phase
  }

  /// Where a task is now: with whom the handoffs have brought it to, and its phase there.
  public func current(
    _ task: Task, for isKnown: (JudgedEvent) -> Bool = { _ in true }
  ) -> (task: Task, phase: WorkPhase) {
    var task = task
    while task.phase == .handedOff, let handoff = task.handoffs.last,
      let next = self.task(offer: handoff.event.id)
    {
      task = next.after(isKnown)
    }
    return (task, phase(of: task, for: isKnown))
  }
}

extension ParsedEvent {
  /// Whether it stands before another on their lane, or is its cause.
  fileprivate func isBefore(_ other: ParsedEvent) -> Bool {
    other.body.causes.contains { $0.id == id }
      || (body.lane == other.body.lane && body.sequence < other.body.sequence)
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
