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
    let kinds = context.causes.compactMap { $0?.event.body.kind.name }
    guard kinds.count == context.causes.count else { return [] }
    if let detail = Self.defect(context.body.kind.name, kinds) { return [Self.broken(detail)] }
    guard context.body.kind.name == .taskRequest else { return [] }
    if let accept = context.causes.first??.event, accept.body.lane.principal != context.principal {
      return [
        Self.broken("the task that it serves was accepted by '\(accept.body.lane.principal)'")
      ]
    }
    let to = context.body.id(.to).flatMap { context.named?.state.principals[$0] }
    let hasCommand = context.body.files.contains { $0.name == TaskCommand.fileName }
    return to?.kind == .runner && !hasCommand
      ? [Self.broken("a runner is asked without '\(TaskCommand.fileName)'")] : []
  }

  private static func defect(_ name: EventName, _ causes: [EventName]) -> String? {
    let isRight =
      switch name {
      case .taskRequest, .changePropose: causes.allSatisfy { $0 == .taskAccept }
      case .taskAccept: causes == [.taskRequest]
      case .taskResult: causes == [.taskAccept]
      case .approvalRequest: causes == [.changePropose]
      case .approvalResponse: causes == [.approvalRequest]
      case .land:
        causes.dropFirst().allSatisfy { $0 == .approvalResponse }
          && (causes.first == .land || causes.first == .approvalResponse)
      }
    let list = causes.map(\.rawValue).joined(separator: ", ")
    return isRight ? nil : "\(name.rawValue) after \(list)"
  }
}
