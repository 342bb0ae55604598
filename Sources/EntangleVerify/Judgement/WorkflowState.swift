public import EntangleModel

/// What the events that take part add up to: those that are accepted, and those that are undecided.
///
/// Nearly all of it can be told from which event answers which, so that is what is kept (`JudgedEvents`);
/// a task, a request for approval or a thread is put together when somebody asks for it.
public struct WorkflowState: Sendable {
  /// Everything that was judged.
  public internal(set) var events: JudgedEvents
  var lists: EventLists
  var ledger = PhaseLedger()
  /// What landings brought in, and who approved them.
  public internal(set) var landed: LandedChanges

  init(
    events: JudgedEvents, lists: EventLists = EventLists(),
    landed: LandedChanges = LandedChanges()
  ) {
    self.events = events
    self.lists = lists
    self.landed = landed
  }

  /// A request for approval and the responses to it.
  public struct Approval: Sendable {
    public let request: JudgedEvent
    /// What each approver said, in the order of judgement.
    public let responses: [PrincipalID: [JudgedEvent]]
  }

  /// Takes in an event that has been judged.
  mutating func take(_ judged: JudgedEvent) {
    let isNew = events.standing(judged.event.id) == nil
    let number = events.insert(judged)
    guard events.row(number) != nil else { return }
    if isNew { keep(number) }
    let body = judged.event.body
    switch body.kind.name {
    case .land:
      if let ref = body.ref { lists.landings[ref, default: []].append(number) }
      if let old = body.commit(.old) { lists.starts[old.id, default: []].append(number) }
    case .tag: if let tag = body.tag { lists.tags[tag, default: []].append(number) }
    case .runnerHello:
      lists.hellos[body.lane.principal, default: [:]][body.lane, default: []].append(number)
    case .runnerTrust:
      if let runner = body.id(.to) { lists.words[runner, default: []].append(number) }
    case .runRestart:
      let offer = body.causes.first.flatMap { opening(of: $0.id) }
      if let runner = offer?.event.body.id(.to) {
        lists.restarts[runner, default: []].append(number)
      }
    default: return
    }
  }

  /// Keeps what an event leads to. What was verified before is gone through once, when something is said to it.
  private mutating func keep(_ number: EventNumber) {
    switch events.row(number)?.name {
    case .taskRequest, .taskCancel: keepOfRequest(number)
    case .taskAccept, .taskReject, .taskUpdate, .taskResult, .taskHandoff: keepInTask(number)
    default: keepInThread(number)
    }
  }

  /// What runners said of their starts, and others of them.
  var runners: RunnerState { RunnerState(events: events, lists: lists) }

  /// The `change.propose` of that name.
  public func proposal(_ id: ObjectID) -> JudgedEvent? { event(id, .changePropose) }

  /// The request for approval of that name, with the responses to it.
  public func approval(_ request: ObjectID) -> Approval? {
    guard let judged = event(request, .approvalRequest) else { return nil }
    let responses = Dictionary(grouping: answers(to: request, .approvalResponse)) {
      $0.event.body.lane.principal
    }
    return Approval(request: judged, responses: responses)
  }

  /// The tags that events make, sorted.
  public var tags: [RefName] { lists.tags.keys.sorted() }

  /// The `tag` events of a tag, in the order of judgement.
  public func events(ofTag tag: RefName) -> [JudgedEvent] {
    (lists.tags[tag] ?? []).compactMap { events[$0] }
  }

  /// The events of some kinds that have another as their first cause, in the order of judgement.
  public func answers(to id: ObjectID, _ kinds: EventName...) -> [JudgedEvent] {
    guard let number = events.number(id) else { return [] }
    return events.answers(to: number, Set(kinds)).compactMap { events[$0] }
  }

  /// What stands by a tainted event, or approves it again.
  public func renewals(of id: ObjectID) -> [JudgedEvent] {
    answers(to: id, .approvalRenew, .eventRenew)
  }

  /// Whether a response was taken back.
  public func isWithdrawn(
    _ response: ObjectID, for isKnown: (JudgedEvent) -> Bool = { _ in true }
  ) -> Bool {
    answers(to: response, .approvalWithdraw).contains(where: isKnown)
  }

  /// Whether a `tag` event says that a tag is that object.
  public func isTagged(_ tag: RefName, as object: ObjectID) -> Bool {
    events(ofTag: tag).contains { $0.event.body.object(.object)?.id == object }
  }

  /// The event of that name and kind, where it takes part.
  func event(_ id: ObjectID, _ name: EventName) -> JudgedEvent? {
    guard let number = events.number(id), events.row(number)?.name == name else { return nil }
    return events[number]
  }
}
