public import EntangleModel

extension WorkflowState {
  /// A question, a request for a connection or an offer of an assignment, and what was said to it.
  public struct Thread: Sendable {
    public let opening: JudgedEvent
    /// The first question of the conversation; `opening` itself for everything else.
    public let root: ObjectID
    /// How many questions there are from the root to this one, both included.
    public let depth: Int
    /// What changed its phase, in the order of judgement.
    public let events: [JudgedEvent]
    /// The `lease.renew` events of an assignment.
    let renewals: [JudgedEvent]
    /// What ended it, or any other question of the conversation, in the order of judgement.
    fileprivate let endings: [JudgedEvent]
  }

  /// The kinds that open a thread or belong to one.
  private static let threadKinds = Set(
    EventKind.all.filter { ($0.transition?.subject ?? .task) != .task }.map(\.name))

  /// The kinds that open one.
  private static let openingKinds = threadKinds.filter {
    EventKind[$0].transition?.begins != nil
  }

  /// The thread that an event opens or belongs to.
  public func thread(of event: ObjectID) -> Thread? {
    guard let number = events.number(event).flatMap({ opening(above: $0) }),
      let opening = events[number]
    else { return nil }
    var (root, depth) = (number, 1)
    while let before = questionBefore(root) { (root, depth) = (before, depth + 1) }
    let own = said(in: number, beyond: [])
    let endings = said(in: root, beyond: [.question]).filter { isFinal($0) ?? false }
    return Thread(
      opening: opening, root: events.id(root), depth: depth,
      events: own.filter { !(isFinal($0) ?? true) }.compactMap { events[$0] },
      renewals: own.filter { events.row($0)?.name == .leaseRenew }.compactMap { events[$0] },
      endings: endings.compactMap { events[$0] })
  }

  /// How far a thread is: where it was ended, or what its addressee has made of it.
  public func phase(
    of thread: Thread, for isKnown: (JudgedEvent) -> Bool = { _ in true }
  ) -> WorkPhase {
    if let ending = thread.endings.first(where: isKnown) {
      return ending.event.body.leadsTo ?? .closed
    }
    let last = thread.events.last(where: isKnown)
    if let phase = last?.event.body.leadsTo { return phase }
    return thread.opening.isLetIn
      ? .accepted : thread.opening.event.body.kind.transition?.begins ?? .open
  }

  /// The event that opened the thread to which one belongs.
  private func opening(above number: EventNumber) -> EventNumber? {
    var next = number
    while let row = events.row(next), Self.threadKinds.contains(row.name) {
      if Self.openingKinds.contains(row.name) { return next }
      next = row.asked
    }
    return nil
  }

  /// The question that another one follows.
  private func questionBefore(_ number: EventNumber) -> EventNumber? {
    guard let row = events.row(number), row.name == .question,
      let before = opening(above: row.asked), events.row(before)?.name == .question
    else { return nil }
    return before
  }

  /// Everything that was said to what an event opens, in the order of judgement; and beyond events of
  /// some kinds that were said to it and open a thread of their own.
  private func said(in opening: EventNumber, beyond kinds: Set<EventName>) -> [EventNumber] {
    let inner = Self.threadKinds.subtracting(Self.openingKinds).union(kinds)
    var said: [EventNumber] = []
    var open = [opening]
    while let next = open.popLast() {
      let answers = events.answers(to: next, inner)
      said += answers
      open += answers
    }
    return inOrder(said)
  }

  /// Whether an event leads to a phase that lasts; nil where it leads to none.
  private func isFinal(_ number: EventNumber) -> Bool? { events.row(number)?.leadsTo?.isFinal }

  /// Events in the order of judgement.
  func inOrder(_ numbers: [EventNumber]) -> [EventNumber] {
    guard numbers.count > 1 else { return numbers }
    return numbers.sorted { events.row($0)?.turn ?? 0 < events.row($1)?.turn ?? 0 }
  }
}
