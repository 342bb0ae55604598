internal import EntangleModel
internal import EntangleVerify

extension Session {
  /// The task that a request or a handoff names, as it is offered to a principal: by the last of its
  /// handoffs to that one, else by what is named.
  func task(
    _ text: String, for principal: PrincipalID
  ) throws(CommandError) -> WorkflowState.Task {
    let named = try event(text, .taskRequest, .taskHandoff).event.id
    guard var task = judgement.state.task(offer: named) else {
      throw CommandError("'\(displayText(text.utf8))' names no task")
    }
    var own = task
    while let next = task.handoffs.last.flatMap({ judgement.state.task(offer: $0.event.id) }) {
      task = next
      if task.addressee == principal { own = task }
    }
    return own
  }

  /// The task, and where a kind of event goes on with an accept, the reference to the last one; throws
  /// where such an event would come too late, whether or not its signer has cited why.
  func task(
    _ text: String, for principal: PrincipalID, toSay name: EventName
  ) throws(CommandError) -> (task: WorkflowState.Task, accept: ObjectReference) {
    let task = try task(text, for: principal)
    try require(task, allows: name)
    guard let accept = task.lastAttempt else {
      throw CommandError(
        "task '\(task.offer.event.id.short)' is not accepted yet", code: "W102",
        hint: "entangle task accept", status: .refused)
    }
    return (task, accept.event.reference)
  }

  /// Throws where an event of that kind would come too late for a task, whether or not its signer has
  /// cited why.
  func require(
    _ task: WorkflowState.Task, allows name: EventName
  ) throws(CommandError) {
    let phase = judgement.state.phase(of: task)
    let phases = EventKind[name].transition?.from ?? []
    guard phases.isEmpty || phases.contains(phase) else {
      throw CommandError(
        "the task is not in a state for it: the task is \(phase.rawValue)", code: "W102",
        hint: phase == .accepted
          ? "'entangle task result \(task.offer.event.id.short)' says what came of it, with '--failed' where nothing did"
          : "entangle task show \(task.offer.event.id.short)", status: .refused)
    }
  }
}
