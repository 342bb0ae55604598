internal import EntangleModel

/// An access list must be that of a service, and not name the service itself. Stops: a list that nobody heeds,
/// laid out for what comes later under that name.
struct T131AccessListWrong: TrustRule {
  static let text = RuleText(
    "T131", "an access list of no service",
    rule: "An access list must be that of a service, and not name the service itself.",
    stops: "a list that nobody heeds, laid out for what comes later under that name.",
    hint: "enrol the service first, or leave the list out")

  func findings(in context: TrustContext) -> [Finding] {
    guard let state = context.step?.state else { return [] }
    return state.services.sorted { $0.key < $1.key }.compactMap { id, access in
      guard state.principals[id]?.kind == .service else {
        return Self.broken("'\(id)' is no service")
      }
      return access.allowed.contains(id) ? Self.broken("'\(id)' lets in itself") : nil
    }
  }
}
