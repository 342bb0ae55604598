internal import EntangleModel

/// A runner.hello must name a greater generation than each before it of the same runner, whatever else of a
/// runner names a generation the greatest of these, and a run.restart a greater one than the signer knows;
/// and a runner that knows of a restart must say nothing but receipts as a lower generation. Stops: the
/// ghost of a process that was started anew going on.
struct W116GenerationOther: EventRule {
  static let text = RuleText(
    "W116", "the generation is another",
    rule: "A runner.hello must name a greater generation than each before it of the same runner, "
      + "whatever else of a runner names a generation the greatest of these, and a run.restart a "
      + "greater one than the signer knows; and a runner that knows of a restart must say nothing but "
      + "receipts as a lower generation.",
    stops: "the ghost of a process that was started anew going on.",
    hint: "say hello with a new generation, and end the old process")

  func findings(in context: EventContext) -> [Finding] {
    guard let generation = context.body.number(.generation) else { return [] }
    let runners = context.state.runners
    if context.body.kind.name == .runRestart {
      let cause = context.causes.first.flatMap { $0 }
      let last = cause.flatMap { context.addressee(of: $0) }.flatMap {
        runners.generation(of: $0, for: context.knows)
      }
      guard let last, generation <= last else { return [] }
      return [Self.broken("\(generation) where \(last) is running")]
    }
    let last = runners.generation(of: context.principal, for: context.comesAfter)
    if context.body.kind.name == .runnerHello {
      if let last, generation <= last { return [Self.broken("\(generation) after \(last)")] }
    } else if generation != last {
      return [Self.broken("\(generation) where \(last.map(String.init) ?? "no hello") was said")]
    }
    guard context.body.kind.name != .runnerReceipt,
      let restart = runners.restart(of: context.principal, for: context.knows)?.event,
      let due = restart.body.number(.generation), generation < due
    else { return [] }
    return [Self.broken("\(generation) where \(restart.id) asks for \(due)")]
  }
}
