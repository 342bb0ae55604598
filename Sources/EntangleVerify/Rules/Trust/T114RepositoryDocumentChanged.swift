internal import EntangleModel

/// Of repository.json only the threshold may differ from the state before, and where a branch begins that this state
/// protects: where it began nowhere, or no state has protected it, and not at what is withheld. Stops: a beginning moved
/// later, to land around the rules.
struct T114RepositoryDocumentChanged: TrustRule {
  static let text = RuleText(
    "T114", "repository.json has changed",
    rule:
      "Of repository.json only the threshold may differ from the state before, and where a branch begins that this "
      + "state protects: where it began nowhere, or no state has protected it, and not at what is withheld.",
    stops: "a beginning moved later, to land around the rules.",
    hint: "restore repository.json")

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step, let previous = context.previous else { return [] }
    let (before, now) = (previous.state.repository, step.state.repository)
    var same = before
    same.threshold = now.threshold
    same.baseline = now.baseline
    guard same == now else {
      return [Self.broken("more than the threshold and the baseline differs")]
    }
    return Set(before.baseline.keys).union(now.baseline.keys).sorted().filter { ref in
      guard before.baseline[ref] != now.baseline[ref] else { return false }
      guard let start = now.baseline[ref], step.state.policies[ref] != nil,
        step.state.withheld[start.id] == nil
      else { return true }
      return before.baseline[ref] != nil && context.protected.contains(ref)
    }.map { Self.broken("where '\($0)' begins") }
  }
}
