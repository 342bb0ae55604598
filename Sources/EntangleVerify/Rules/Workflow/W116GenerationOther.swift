internal import EntangleModel

/// A runner.hello must name a greater generation than the one before it on its lane, and whatever else of
/// a runner names a generation that of the last hello. Stops: the ghost of a process that was started
/// anew going on.
struct W116GenerationOther: EventRule {
  static let text = RuleText(
    "W116", "the generation is another",
    rule: "A runner.hello must name a greater generation than the one before it on its lane, and "
      + "whatever else of a runner names a generation that of the last hello.",
    stops: "the ghost of a process that was started anew going on.",
    hint: "say hello with a new generation, and end the old process")

  func findings(in context: EventContext) -> [Finding] {
    guard let generation = context.body.number(.generation) else { return [] }
    let last = context.state.generations[context.body.lane]
    if context.body.kind.name == .runnerHello {
      guard let last, generation <= last else { return [] }
      return [Self.broken("\(generation) after \(last)")]
    }
    guard generation != last else { return [] }
    return [Self.broken("\(generation) where \(last.map(String.init) ?? "no hello") was said")]
  }
}
