internal import EntangleModel

/// An entry of another list is imported once. Stops: a ban that was lifted here brought back.
struct D112ImportRepeated: DenylistRule {
  static let text = RuleText(
    "D112", "an entry imported twice",
    rule: "An entry of another list is imported once.",
    stops: "a ban that was lifted here brought back.",
    hint: "an authority who wants the ban makes one: 'entangle deny add'")

  func findings(in context: DenylistContext) -> [Finding] {
    guard let imported = context.imported,
      let number = context.denylist.sequence(of: imported.origin)
    else { return [] }
    return [Self.broken("\(context.name): it is entry \(number) already")]
  }
}
