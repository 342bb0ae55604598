internal import EntangleModel

/// What is said to a question, a request for a connection or an assignment must come in a phase in which
/// its kind may, as far as its signer knows; a conversation holds at most 20 questions. Stops: a second
/// answer, talk after the end, a run under a lease that was taken back.
struct W115ThreadStateWrong: EventRule {
  static let text = RuleText(
    "W115", "it is not in a state for that",
    rule: "What is said to a question, a request for a connection or an assignment must come in a "
      + "phase in which its kind may, as far as its signer knows; a conversation holds at most 20 "
      + "questions.",
    stops: "a second answer, talk after the end, a run under a lease that was taken back.",
    hint: "look at it with entangle show")

  func findings(in context: EventContext) -> [Finding] {
    let body = context.body
    guard let transition = body.kind.transition, transition.subject != .task,
      let cause = body.causes.first, let thread = context.state.thread(of: cause.id)
    else { return [] }
    let phase = context.state.phase(of: thread, for: context.knows)
    guard transition.from.contains(phase) else {
      return [Self.broken("the \(transition.subject.rawValue) is \(phase.rawValue)")]
    }
    guard body.kind.name == .question, thread.opening.event.body.kind == body.kind,
      thread.depth >= context.limits.conversationQuestions
    else { return [] }
    return [Self.broken("the conversation has \(thread.depth) questions")]
  }
}
