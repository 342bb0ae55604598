internal import EntangleModel

/// Of repository.json only the threshold may differ from the state before. Stops: a baseline moved
/// later, to exempt what was not there.
struct T114RepositoryDocumentChanged: TrustRule {
  static let text = RuleText(
    "T114", "repository.json has changed",
    rule: "Of repository.json only the threshold may differ from the state before.",
    stops: "a baseline moved later, to exempt what was not there.",
    hint: "restore repository.json")

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step, let previous = context.previous else { return [] }
    var before = previous.state.repository
    before.threshold = step.state.repository.threshold
    return before == step.state.repository ? [] : [Self.broken("more than the threshold differs")]
  }
}
