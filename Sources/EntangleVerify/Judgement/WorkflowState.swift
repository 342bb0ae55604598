public import EntangleModel

/// What the accepted events add up to.
public struct WorkflowState: Sendable {
  /// How far a task is.
  public enum TaskPhase: String, Sendable, Hashable {
    case requested
    case accepted
    case failed
    case succeeded
  }

  /// A task: its request, and what came of it.
  public struct Task: Sendable {
    public let request: JudgedEvent
    public private(set) var phase = TaskPhase.requested
    /// Its `task.accept` events, in order.
    public private(set) var attempts: [JudgedEvent] = []
    /// Its `task.result` events, in order.
    public private(set) var results: [JudgedEvent] = []
    private var events: [JudgedEvent] = []

    init(request: JudgedEvent) {
      self.request = request
    }

    /// Takes in an accept or a result.
    mutating func apply(_ judged: JudgedEvent) {
      events.append(judged)
      let body = judged.event.body
      if body.kind.name == .taskAccept {
        phase = .accepted
        attempts.append(judged)
      } else {
        phase = body.word(.status) == "succeeded" ? .succeeded : .failed
        results.append(judged)
      }
    }

    /// The task as some of its events leave it.
    func after(_ isCounted: (JudgedEvent) -> Bool) -> Task {
      guard !events.allSatisfy(isCounted) else { return self }
      var task = Task(request: request)
      for event in events where isCounted(event) { task.apply(event) }
      return task
    }
  }

  /// A request for approval and the responses to it.
  public struct Approval: Sendable {
    public let request: JudgedEvent
    /// What each approver said, in the order of judgement.
    public internal(set) var responses: [PrincipalID: [JudgedEvent]]
  }

  /// Tasks by the id of their request.
  public internal(set) var tasks: [ObjectID: Task] = [:]
  public internal(set) var proposals: [ObjectID: JudgedEvent] = [:]
  /// Requests for approval by their id.
  public internal(set) var approvals: [ObjectID: Approval] = [:]
  /// Landings by their id.
  public internal(set) var landings: [ObjectID: JudgedEvent] = [:]

  /// The request of the task that each `task.accept` accepts.
  public internal(set) var taskOfAccept: [ObjectID: ObjectID] = [:]
  /// Every commit that landings brought in, each with these landings as they were judged.
  public internal(set) var landedCommits: [ObjectID: [ObjectID]] = [:]

  /// Which landing each landing of a ref builds on, where it builds on one.
  public func previousLanding(of landing: JudgedEvent) -> ObjectID? {
    landing.event.body.causes.map(\.id).first { landings[$0] != nil }
  }

  /// The task whose accept this is.
  public func task(accept: ObjectID) -> Task? { taskOfAccept[accept].flatMap { tasks[$0] } }

  /// Takes in an event that no rule refuses.
  mutating func apply(_ judged: JudgedEvent) {
    let body = judged.event.body
    let cause = body.causes.first?.id
    switch body.kind.name {
    case .taskRequest:
      tasks[judged.event.id] = Task(request: judged)
    case .taskAccept:
      guard let cause else { return }
      tasks[cause]?.apply(judged)
      taskOfAccept[judged.event.id] = cause
    case .taskResult:
      guard let task = cause.flatMap({ taskOfAccept[$0] }) else { return }
      tasks[task]?.apply(judged)
    case .changePropose: proposals[judged.event.id] = judged
    case .approvalRequest:
      approvals[judged.event.id] = Approval(request: judged, responses: [:])
    case .approvalResponse:
      guard let cause else { return }
      approvals[cause]?.responses[body.lane.principal, default: []].append(judged)
    case .land: landings[judged.event.id] = judged
    }
  }
}
