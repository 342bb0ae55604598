internal import EntangleModel

/// A task is accepted when requested or failed, with the next attempt, at most 20; a result
/// belongs to the last attempt and comes once. Stops: results after the end, of an older attempt,
/// or twice.
struct W102TaskStateWrong: EventRule {
  static let text = RuleText(
    "W102", "the task is not in a state for it",
    rule: "A task is accepted when requested or failed, with the next attempt, at most 20; "
      + "a result belongs to the last attempt and comes once.",
    stops: "results after the end, of an older attempt, or twice.",
    hint: "look at the task with entangle why")

  func findings(in context: EventContext) -> [Finding] {
    let body = context.body
    switch body.kind.name {
    case .taskAccept:
      guard let request = context.cause(.taskRequest),
        let task = context.state.tasks[request.event.id]?.after(context.comesAfter)
      else { return [] }
      guard task.phase == .requested || task.phase == .failed else {
        return [Self.broken("the task is \(task.phase.rawValue)")]
      }
      let next = Int64(task.attempts.count + 1)
      guard body.number(.attempt) == next, next <= Int64(context.limits.taskAttempts) else {
        return [Self.broken("attempt \(body.number(.attempt) ?? 0) where \(next) is due")]
      }
      return []
    case .taskResult:
      guard let accept = context.cause(.taskAccept),
        let task = context.state.task(accept: accept.event.id)?.after(context.comesAfter)
      else { return [] }
      guard task.phase == .accepted, task.attempts.last?.event.id == accept.event.id else {
        return [Self.broken("the task is \(task.phase.rawValue)")]
      }
      return []
    default: return []
    }
  }
}
