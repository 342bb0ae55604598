internal import EntangleModel

/// The threshold must be more than half of the persons among the authorities, and at most all of
/// them. Stops: a threshold of zero, and two disjoint majorities.
struct T109ThresholdOutOfRange: TrustRule {
  static let text = RuleText(
    "T109", "the threshold is out of range",
    rule: "The threshold must be more than half of the persons among the authorities, and "
      + "at most all of them.",
    stops: "a threshold of zero, and two disjoint majorities.",
    hint: "set \"threshold\" in repository.json")

  func findings(in context: TrustContext) -> [Finding] {
    guard let state = context.step?.state else { return [] }
    let persons = Int64(Set(state.authorities.map(\.person)).count)
    let threshold = state.repository.threshold
    guard threshold < 1 || threshold > persons || threshold * 2 <= persons else { return [] }
    return [Self.broken("\(threshold) of \(persons) persons")]
  }
}
