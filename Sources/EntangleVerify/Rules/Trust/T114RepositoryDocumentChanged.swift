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
    let now = step.state.repository
    let before = previous.state.repository
    guard
      now.baseline != before.baseline || now.nonce != before.nonce
        || now.objectFormat != before.objectFormat
    else { return [] }
    return [Self.broken("more than the threshold differs")]
  }
}
