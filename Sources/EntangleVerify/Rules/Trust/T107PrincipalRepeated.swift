internal import EntangleModel

/// An id must stand under one kind only. Stops: one name with the rights of two.
struct T107PrincipalRepeated: TrustRule {
  static let text = RuleText(
    "T107", "an id stands twice",
    rule: "An id must stand under one kind only.",
    stops: "one name with the rights of two.",
    hint: "choose another id")

  func findings(in context: TrustContext) -> [Finding] {
    (context.step?.state.repeated.ids ?? []).map {
      Self.broken("'\($0)' stands under more than one kind")
    }
  }
}
