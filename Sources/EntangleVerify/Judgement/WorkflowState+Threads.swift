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
    public internal(set) var events: [JudgedEvent] = []
    /// The `lease.renew` events of an assignment.
    var renewals: [JudgedEvent] = []
  }

  /// The thread that an event opens or belongs to.
  public func thread(of event: ObjectID) -> Thread? { threads[threadOf[event] ?? event] }

  /// How far a thread is: where it was ended, or what its addressee has made of it.
  public func phase(
    of thread: Thread, for isKnown: (JudgedEvent) -> Bool = { _ in true }
  ) -> WorkPhase {
    let endings = threadEndings[thread.root] ?? []
    if let ending = endings.first(where: isKnown) { return ending.event.body.leadsTo ?? .closed }
    let last = thread.events.last(where: isKnown)
    return last?.event.body.leadsTo ?? thread.opening.event.body.kind.transition?.begins ?? .open
  }

  /// Takes in an event that opens a thread or belongs to one.
  mutating func applyToThread(_ judged: JudgedEvent) {
    let body = judged.event.body
    let before = body.causes.first.flatMap { thread(of: $0.id) }
    if body.kind.transition?.begins != nil {
      let isFollowing = body.kind.name == .question && before?.opening.event.body.kind == body.kind
      threads[judged.event.id] = Thread(
        opening: judged, root: isFollowing ? before?.root ?? judged.event.id : judged.event.id,
        depth: isFollowing ? (before?.depth ?? 0) + 1 : 1)
      return
    }
    guard let before else { return }
    threadOf[judged.event.id] = before.opening.event.id
    switch body.kind.name {
    case .leaseRenew: threads[before.opening.event.id]?.renewals.append(judged)
    case .runRestart:
      if let runner = before.opening.event.body.id(.to) { runners.restart(judged, runner: runner) }
    default: break
    }
    guard let next = body.leadsTo else { return }
    if next.isFinal {
      threadEndings[before.root, default: []].append(judged)
    } else {
      threads[before.opening.event.id]?.events.append(judged)
    }
  }
}
