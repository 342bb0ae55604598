internal import EntangleModel
internal import EntangleVerify

/// A task as commands show it: the request, where it is now, and everything said about it.
struct TaskDescription {
  let request: JudgedEvent
  /// The task as it is offered now, after all handoffs.
  let current: WorkflowState.Task
  let phase: WorkPhase
  private let record: Record

  /// Nil for what is no request.
  init?(_ request: ObjectID, in record: Record) {
    let state = record.judgement.state
    guard let task = state.task(offer: request) else { return nil }
    self.record = record
    self.request = task.request
    (current, phase) = state.current(task)
  }

  /// All tasks of a repository, those requested last first.
  static func all(in record: Record) -> [TaskDescription] {
    record.newestFirst().filter { $0.event.body.kind.name == .taskRequest }
      .compactMap { TaskDescription($0.event.id, in: record) }
  }

  /// Whether somebody still has to do something about it.
  var isOpen: Bool { phase == .requested || phase == .accepted || phase == .failed }

  /// Name, phase, from whom to whom, and the first line of the brief.
  var cells: [String] {
    let brief = record.lines("brief", of: request).first ?? ""
    return [
      request.event.id.short, phase.rawValue,
      "\(request.event.body.lane.principal) to \(current.addressee?.text ?? "nobody")", brief,
    ]
  }

  /// Everything that was said of it, oldest first.
  var events: [JudgedEvent] {
    let state = record.judgement.state
    var told = [request]
    var next = state.task(offer: request.event.id)
    while let task = next {
      told += task.events
      next = task.handoffs.last.flatMap { state.task(offer: $0.event.id) }
    }
    return told + state.answers(to: request.event.id, .taskCancel)
  }

  /// Why the last attempt failed, fit for a terminal; nil where it has not.
  var failure: String? {
    guard phase == .failed else { return nil }
    return events.last { $0.event.body.kind.name == .taskResult }
      .flatMap { record.lines("report", of: $0).first }
  }

  /// The members of its document.
  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "id": .string(request.event.id.hex), "phase": .string(phase.rawValue),
      "from": .string(request.event.body.lane.principal.text),
      "attempts": .integer(Int64(current.attemptCount)),
      "offer": .string(current.offer.event.id.hex),
      "brief": record.text("brief", of: request),
    ]
    members["failure"] = failure.map { .string($0) }
    members["to"] = current.addressee.map { .string($0.text) }
    return members
  }
}
