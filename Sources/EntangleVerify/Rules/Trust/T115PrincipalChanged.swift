internal import EntangleModel

/// In this version a principal, once there, must stand unchanged in every later state. Stops: keys
/// swapped under an id, and ids used again.
struct T115PrincipalChanged: TrustRule {
  static let text = RuleText(
    "T115", "a principal has changed or is gone",
    rule: "In this version a principal, once there, must stand unchanged in every later "
      + "state.",
    stops: "keys swapped under an id, and ids used again.",
    hint: "add a principal under another id")

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step, let previous = context.previous else { return [] }
    return previous.state.principals.values.sorted { $0.id < $1.id }.compactMap {
      step.state.principals[$0.id] == $0 ? nil : Self.broken("'\($0.id)'")
    }
  }
}
