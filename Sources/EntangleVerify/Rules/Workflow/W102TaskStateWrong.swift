internal import EntangleModel

/// An event about a task must come in a phase in which its kind may, as far as its signer knows; an
/// accept opens the next attempt, at most the 20th, and what goes on with an accept goes on with the
/// last. Stops: results after the end, of an older attempt, or twice; work on what was handed on or
/// cancelled.
struct W102TaskStateWrong: EventRule {
  static let text = RuleText(
    "W102", "the task is not in a state for it",
    rule: "An event about a task must come in a phase in which its kind may, as far as its signer "
      + "knows; an accept opens the next attempt, at most the 20th, and what goes on with an accept "
      + "goes on with the last.",
    stops: "results after the end, of an older attempt, or twice; work on what was handed on or "
      + "cancelled.",
    hint: "'entangle task show' of the task says how far it is")

  func findings(in context: EventContext) -> [Finding] {
    let body = context.body
    guard let transition = body.kind.transition, transition.subject == .task,
      let whole = context.task
    else { return [] }
    var task = whole.after(context.knows)
    var phase = context.state.phase(of: task, for: context.knows)
    if body.kind.name == .taskCancel {
      (task, phase) = context.state.current(task, for: context.knows)
    }
    let short = task.offer.event.id.short
    let hint =
      phase == .accepted
      ? "'entangle task result \(short)' says what came of it, with '--failed' where nothing did"
      : "'entangle task show \(short)' says how far it is"
    guard transition.from.isEmpty || transition.from.contains(phase) else {
      return [Self.broken("the task is \(phase.rawValue)").hinting(hint)]
    }
    switch body.kind.name {
    case .taskAccept:
      let next = Int64(task.attemptCount + 1)
      guard next <= Int64(context.limits.taskAttempts) else {
        return [
          Self.broken("it has failed as often as it may, \(task.attemptCount) times").hinting(
            "ask for the work anew, with 'entangle task request'")
        ]
      }
      guard body.number(.attempt) == next else {
        return [
          Self.broken("attempt \(body.number(.attempt) ?? 0) where \(next) is due").hinting(hint)
        ]
      }
    case .taskUpdate, .taskResult, .taskHandoff:
      guard let last = task.lastAttempt?.event.id, last == body.causes.first?.id else {
        return [Self.broken("it goes on with an attempt that is not the last").hinting(hint)]
      }
    default: break
    }
    return []
  }
}
