internal import EntangleModel

/// The threshold must be more than half of the persons among the authorities, and at most all of
/// them. Stops: a threshold of zero, and two disjoint majorities.
struct T109ThresholdOutOfRange: TrustRule {
  static let text = RuleText(
    "T109", "the threshold is out of range",
    rule: "The threshold must be more than half of the persons among the authorities, and "
      + "at most all of them.",
    stops: "a threshold of zero, and two disjoint majorities.",
    hint: "'--threshold <n>' sets it with the same change")

  /// What helps where no threshold would.
  private static let nobodyHint =
    "nobody could change the law any more: make another authority first, 'entangle principal add --kind authority'"

  /// The founding state says it once for all.
  private static let recoveryHint =
    "'entangle init --recovery-threshold <n>' takes more than half of the keys, at most all"

  func findings(in context: TrustContext) -> [Finding] {
    guard let state = context.step?.state else { return [] }
    let persons = Int64(Set(state.authorities.map(\.person)).count)
    var findings: [Finding] = []
    let threshold = state.repository.threshold
    if !Self.isMajority(threshold, of: persons) {
      findings.append(
        persons > 0
          ? Self.broken("\(threshold) of \(persons) persons")
          : Self.broken("there would be no authority").hinting(Self.nobodyHint))
    }
    if let recovery = state.repository.recovery,
      !Self.isMajority(recovery.threshold, of: Int64(recovery.keys.count))
    {
      findings.append(
        Self.broken("\(recovery.threshold) of \(recovery.keys.count) keys of the recovery set")
          .hinting(Self.recoveryHint))
    }
    return findings
  }

  private static func isMajority(_ part: Int64, of all: Int64) -> Bool {
    part <= all && part > all - part
  }
}
