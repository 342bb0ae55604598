internal import EntangleModel

/// An offer must rest on trust in the runner; and none who may operate the runner may have said last, as
/// far as the signer knows, that he does not trust it, when a lease is offered, accepted or renewed or a
/// run started. Stops: work given to a runner that was cast out.
struct W120RunnerNotTrusted: EventRule {
  static let text = RuleText(
    "W120", "the runner is not trusted",
    rule: "An offer must rest on trust in the runner; and none who may operate the runner may have "
      + "said last, as far as the signer knows, that he does not trust it, when a lease is offered, "
      + "accepted or renewed or a run started.",
    stops: "work given to a runner that was cast out.",
    hint: "have whoever distrusts it sign a runner.trust again, or offer the task to another")

  func findings(in context: EventContext) -> [Finding] {
    let name = context.body.kind.name
    let runner: PrincipalID?
    switch name {
    case .assignmentOffer: runner = context.body.id(.to)
    case .assignmentAccepted: runner = context.principal
    case .leaseRenew, .runStart, .runRestart:
      runner = context.causes.first.flatMap { $0 }.flatMap { context.addressee(of: $0) }
    default: return []
    }
    guard let runner else { return [] }
    if name == .assignmentOffer, let trust = context.cause(.runnerTrust)?.event,
      trust.body.word(.decision) != "trusted"
    {
      return [Self.broken("\(trust.id) says '\(trust.body.word(.decision) ?? "nothing")'")]
    }
    let against = context.state.runners.words(on: runner, for: context.knows).first { word in
      let edge = Edge(
        from: word.event.body.lane.principal, relation: .operates, to: runner)
      return word.event.body.word(.decision) == "distrusted"
        && context.named?.state.allows(edge) ?? false
    }
    return against.map { word in
      [Self.broken("'\(word.event.body.lane.principal)' distrusts '\(runner)' by \(word.event.id)")]
    } ?? []
  }
}
