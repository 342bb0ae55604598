public import EntangleModel

/// What the accepted events add up to.
public struct WorkflowState: Sendable {
  /// A request for approval and the responses to it.
  public struct Approval: Sendable {
    public let request: JudgedEvent
    /// What each approver said, in the order of judgement.
    public internal(set) var responses: [PrincipalID: [JudgedEvent]]
  }

  /// Tasks by the id of what offers them: a request or a handoff.
  public internal(set) var tasks: [ObjectID: Task] = [:]
  public internal(set) var proposals: [ObjectID: JudgedEvent] = [:]
  /// Requests for approval by their id.
  public internal(set) var approvals: [ObjectID: Approval] = [:]
  /// Landings by their id.
  public internal(set) var landings: [ObjectID: JudgedEvent] = [:]
  /// The `tag` events of each tag's ref.
  public internal(set) var tags: [RefName: [JudgedEvent]] = [:]
  /// The persons whose approvals counted for each landing.
  public internal(set) var approvers: [ObjectID: Set<PrincipalID>] = [:]

  /// What offers the task that each `task.accept` accepts.
  public internal(set) var taskOfAccept: [ObjectID: ObjectID] = [:]
  /// The `task.cancel` events of each request.
  public internal(set) var cancellations: [ObjectID: [JudgedEvent]] = [:]
  /// The `approval.withdraw` events of each response.
  public internal(set) var withdrawals: [ObjectID: [JudgedEvent]] = [:]
  /// What stands by each tainted event, or approves it again.
  public internal(set) var renewals: [ObjectID: [JudgedEvent]] = [:]
  /// Questions, requests for connections and offers of assignments by their id.
  public internal(set) var threads: [ObjectID: Thread] = [:]
  /// The thread to which each event that is said to one belongs.
  var threadOf: [ObjectID: ObjectID] = [:]
  /// What ends a thread and all that follow from its root, by the root.
  var threadEndings: [ObjectID: [JudgedEvent]] = [:]
  /// What runners said of their starts, and others of them.
  var runners = RunnerState()
  /// Every commit that landings brought in, each with these landings as they were judged.
  public internal(set) var landedCommits: [ObjectID: [ObjectID]] = [:]

  /// Which landing each landing of a ref builds on, where it builds on one.
  public func previousLanding(of landing: JudgedEvent) -> ObjectID? {
    landing.event.body.causes.map(\.id).first { landings[$0] != nil }
  }

  /// Whether a response was taken back.
  public func isWithdrawn(
    _ response: ObjectID, for isKnown: (JudgedEvent) -> Bool = { _ in true }
  ) -> Bool {
    withdrawals[response]?.contains(where: isKnown) ?? false
  }

  /// Whether a `tag` event says that a tag is that object.
  public func isTagged(_ tag: RefName, as object: ObjectID) -> Bool {
    tags[tag]?.contains { $0.event.body.object(.object)?.id == object } ?? false
  }

  /// Takes in an event that no rule refuses.
  mutating func apply(_ judged: JudgedEvent) {
    let body = judged.event.body
    let cause = body.causes.first?.id
    switch body.kind.name {
    case .taskRequest:
      tasks[judged.event.id] = Task(request: judged, offer: judged)
    case .taskAccept:
      guard let cause else { return }
      tasks[cause]?.apply(judged)
      taskOfAccept[judged.event.id] = cause
    case .taskReject:
      if let cause { tasks[cause]?.apply(judged) }
    case .taskUpdate, .taskResult:
      guard let task = cause.flatMap({ taskOfAccept[$0] }) else { return }
      tasks[task]?.apply(judged)
    case .taskHandoff:
      guard let task = cause.flatMap({ taskOfAccept[$0] }) else { return }
      tasks[task]?.apply(judged)
      if let request = tasks[task]?.request {
        tasks[judged.event.id] = Task(request: request, offer: judged)
      }
    case .taskCancel:
      if let cause { cancellations[cause, default: []].append(judged) }
    case .changePropose: proposals[judged.event.id] = judged
    case .approvalRequest:
      approvals[judged.event.id] = Approval(request: judged, responses: [:])
    case .approvalResponse:
      guard let cause else { return }
      approvals[cause]?.responses[body.lane.principal, default: []].append(judged)
    case .approvalWithdraw:
      if let cause { withdrawals[cause, default: []].append(judged) }
    case .approvalRenew, .eventRenew:
      if let cause { renewals[cause, default: []].append(judged) }
    case .question, .answer, .connectionRequest, .connectionVerdict, .close, .assignmentOffer,
      .assignmentRevoke, .assignmentAccepted, .assignmentRejected, .leaseRenew, .runStart, .runStop,
      .runRestart, .runCancel:
      applyToThread(judged)
    case .runnerHello: runners.greet(judged)
    case .runnerTrust: runners.trust(judged)
    case .changeReview, .introduction, .runnerHeartbeat, .runnerStatus,
      .runnerReceipt, .recoveryFinding, .logSummary:
      return
    case .land: landings[judged.event.id] = judged
    case .tag: if let tag = body.tag { tags[tag, default: []].append(judged) }
    }
  }
}
