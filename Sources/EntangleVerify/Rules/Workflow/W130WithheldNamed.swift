internal import EntangleModel

/// An event names nothing, and brings nothing in, that is withheld by the state that it names or by a later one whose cut
/// it lies beyond. Stops: what was taken out brought back; a change that nobody can look at any more used as a cover.
struct W130WithheldNamed: EventRule {
  static let text = RuleText(
    "W130", "an event rests on what is withheld",
    rule:
      "An event names nothing, and brings nothing in, that is withheld by the state that it names or by a later one "
      + "whose cut it lies beyond.",
    stops:
      "what was taken out brought back; a change that nobody can look at any more used as a cover.",
    hint: "start again from where the branch stands now")

  func findings(in context: EventContext) -> [Finding] {
    var named = context.body.kind.fields.compactMap { context.body.commit($0.name)?.id }
    if case .withheld(let id) = context.change?.problem { named.append(id) }
    guard !named.isEmpty else { return [] }
    for step in context.governing {
      if let id = named.first(where: { step.state.withheld[$0] != nil }) {
        return [Self.broken("version \(step.name.version) withholds \(id)")]
      }
    }
    return []
  }
}
