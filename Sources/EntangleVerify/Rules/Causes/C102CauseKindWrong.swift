internal import EntangleModel

/// An event must answer what its kind answers, and a request to a runner must hold a command.
/// Stops: an approval of something that is no request, a result of something that is no task.
struct C102CauseKindWrong: EventRule {
  static let text = RuleText(
    "C102", "a cause is of the wrong kind",
    rule: "An event must answer what its kind answers, and a request to a runner must hold "
      + "a command.",
    stops: "an approval of something that is no request, a result of something that is no "
      + "task.",
    hint: "see the table of kinds in Docs/format.md")

  func findings(in context: EventContext) -> [Finding] {
    let kind = context.body.kind
    let kinds = context.causes.compactMap { $0?.event.body.kind.name }
    guard kinds.count == context.causes.count else { return [] }
    guard Self.fit(kinds, kind.causeRules) else {
      let list = kinds.map(\.rawValue).joined(separator: ", ")
      return [Self.broken("\(kind.name.rawValue) after \(list)")]
    }
    guard kind.name == .taskRequest || kind.name == .taskHandoff,
      let to = context.body.id(.to), context.named?.state.principals[to]?.kind == .runner
    else { return [] }
    let request =
      kind.name == .taskRequest
      ? context.body : context.task?.request.event.body
    let hasCommand = request?.files.contains { $0.name == TaskCommand.fileName } ?? true
    return hasCommand ? [] : [Self.broken("a runner is asked without '\(TaskCommand.fileName)'")]
  }

  /// Whether the kinds of the causes are those of the rules, in order.
  private static func fit(_ causes: [EventName], _ rules: [EventCauseRule]) -> Bool {
    var position = 0
    for rule in rules {
      var taken = 0
      while position < causes.count, taken < rule.count.upperBound,
        rule.kinds.contains(causes[position])
      {
        position += 1
        taken += 1
      }
      guard taken >= rule.count.lowerBound else { return false }
    }
    return position == causes.count
  }
}
