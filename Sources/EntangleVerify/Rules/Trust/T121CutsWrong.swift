internal import EntangleModel

/// An additive state must have no cut, and a cut must be of a lane whose key stands in the state
/// before as that principal's law key. Stops: cuts that take away events without taking away a
/// right.
struct T121CutsWrong: TrustRule {
  static let text = RuleText(
    "T121", "the cuts do not fit",
    rule: "An additive state must have no cut, and a cut must be of a lane whose key stands "
      + "in the state before as that principal's law key.",
    stops: "cuts that take away events without taking away a right.",
    hint: "let entangle compute the cuts")

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step else { return [] }
    let cuts = step.state.statement.cuts
    guard let previous = context.previous, !step.state.isAdditive(after: previous.state) else {
      return cuts.isEmpty ? [] : [Self.broken("an additive state with cuts")]
    }
    let lanes = Set(
      previous.state.keys.values.filter { $0.key.uses.contains(.law) }.map {
        Lane(
          principal: $0.principal.id, key: context.cryptography.keyID($0.key.publicKey))
      })
    return cuts.filter { !lanes.contains($0.lane) || $0.sequence == 0 }.map {
      Self.broken("'\($0.lane)' at \($0.sequence)")
    }
  }
}
