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
    /// The `lease.renew` events of an assignment, the earliest end first.
    fileprivate let leases: [PhaseLedger.Lease]
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
    let (root, depth) = root(of: number)
    let kept = ledger.threads[number] ?? kept(in: number)
    let endings = ledger.endings[root] ?? endings(from: root)
    return Thread(
      opening: opening, root: events.id(root), depth: depth,
      events: kept.steps.compactMap { events[$0] }, leases: kept.leases,
      endings: endings.compactMap { events[$0] })
  }

  /// What opened the thread that an event opens or belongs to.
  func opening(of event: ObjectID) -> JudgedEvent? {
    events.number(event).flatMap { opening(above: $0) }.flatMap { events[$0] }
  }

  /// The `lease.renew` events of an assignment.
  func renewals(of thread: Thread) -> [JudgedEvent] {
    thread.leases.compactMap { events[$0.renewal] }
  }

  /// When the lease of an assignment ends, as far as somebody knows; nil of another thread.
  func leaseEnd(of thread: Thread, for isKnown: (JudgedEvent) -> Bool) -> Timestamp? {
    guard let first = thread.opening.event.body.time(.expires) else { return nil }
    let renewal = thread.leases.last { events[$0.renewal].map(isKnown) ?? false }
    return max(first, renewal?.end ?? first)
  }

  /// Keeps what leads a thread on, or ends it.
  mutating func keepInThread(_ number: EventNumber) {
    guard let row = events.row(number), let opening = opening(above: number) else { return }
    if opening != number {
      ledger.openings[number] = opening
      ledger.openings[row.asked] = opening
    }
    let (isFinal, lease) = (isFinal(number), lease(number))
    if ledger.threads[opening] == nil {
      ledger.threads[opening] = kept(in: opening)
    } else if opening != number {
      ledger.threads[opening]?.take(number, isFinal: isFinal, lease: lease)
    }
    let root = root(of: opening).root
    if ledger.endings[root] == nil {
      ledger.endings[root] = endings(from: root)
    } else if isFinal ?? false {
      ledger.endings[root]?.append(number)
    }
  }

  private func kept(in opening: EventNumber) -> PhaseLedger.Thread {
    var kept = PhaseLedger.Thread()
    for number in said(in: opening, beyond: []) {
      kept.take(number, isFinal: isFinal(number), lease: lease(number))
    }
    return kept
  }

  private func endings(from root: EventNumber) -> [EventNumber] {
    said(in: root, beyond: [.question]).filter { isFinal($0) ?? false }
  }

  /// The lease that an event renews; nil where it does not.
  private func lease(_ number: EventNumber) -> PhaseLedger.Lease? {
    guard events.row(number)?.name == .leaseRenew else { return nil }
    return events[number]?.event.body.time(.expires).map { .init(end: $0, renewal: number) }
  }

  /// The first question of the conversation of which one is part, and how many lead there; of everything else itself.
  private func root(of opening: EventNumber) -> (root: EventNumber, depth: Int) {
    var (root, depth) = (opening, 1)
    while let before = questionBefore(root) { (root, depth) = (before, depth + 1) }
    return (root, depth)
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
      if let known = ledger.openings[next] { return known }
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
