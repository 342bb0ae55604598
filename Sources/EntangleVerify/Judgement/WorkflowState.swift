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
    public internal(set) var phase: TaskPhase
    /// Its `task.accept` events, in order.
    public internal(set) var attempts: [JudgedEvent]
    /// Its `task.result` events, in order.
    public internal(set) var results: [JudgedEvent]
  }

  /// A request for approval and the responses to it.
  public struct Approval: Sendable {
    public let request: JudgedEvent
    public internal(set) var responses: [PrincipalID: JudgedEvent]
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
      tasks[judged.event.id] = Task(request: judged, phase: .requested, attempts: [], results: [])
    case .taskAccept:
      guard let cause else { return }
      tasks[cause]?.phase = .accepted
      tasks[cause]?.attempts.append(judged)
      taskOfAccept[judged.event.id] = cause
    case .taskResult:
      guard let task = cause.flatMap({ taskOfAccept[$0] }) else { return }
      tasks[task]?.phase = body.word(.status) == "succeeded" ? .succeeded : .failed
      tasks[task]?.results.append(judged)
    case .changePropose: proposals[judged.event.id] = judged
    case .approvalRequest:
      approvals[judged.event.id] = Approval(request: judged, responses: [:])
    case .approvalResponse:
      guard let cause else { return }
      approvals[cause]?.responses[body.lane.principal] = judged
    case .land: landings[judged.event.id] = judged
    }
  }
}
