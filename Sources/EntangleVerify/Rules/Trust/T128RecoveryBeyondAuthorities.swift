internal import EntangleModel

/// A state that the recovery set has signed in place of the authorities must change only who they are,
/// their keys and their threshold. Stops: keys that lie in a safe governing by the way.
struct T128RecoveryBeyondAuthorities: TrustRule {
  static let text = RuleText(
    "T128", "the recovery set changes more than the authorities",
    rule:
      "A state that the recovery set has signed in place of the authorities must change only who "
      + "they are, their keys and their threshold.",
    stops: "keys that lie in a safe governing by the way.",
    hint: "replace the authorities, and have the new ones do the rest")

  func findings(in context: TrustContext) -> [Finding] {
    guard context.isRecovery, let step = context.step, let previous = context.previous else {
      return []
    }
    return Consent.changesBeyondAuthorities(from: previous.state, to: step.state).map {
      Self.broken("'\($0)'")
    }
  }
}
