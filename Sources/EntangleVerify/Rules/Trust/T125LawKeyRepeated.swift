internal import EntangleModel

/// Of the law keys of a machine at most one must be in force: all but authorities, operators and users
/// are machines. Stops: two copies of one agent that say different things at once.
struct T125LawKeyRepeated: TrustRule {
  static let text = RuleText(
    "T125", "a machine has two law keys",
    rule:
      "Of the law keys of a machine at most one must be in force: all but authorities, operators "
      + "and users are machines.",
    stops: "two copies of one agent that say different things at once.",
    hint: "entangle key rotate, which ends the old key; or give the second machine a principal of "
      + "its own")

  func findings(in context: TrustContext) -> [Finding] {
    (context.step?.state.principals.values.sorted { $0.id < $1.id } ?? []).filter { principal in
      principal.kind.isMachine
        && principal.keys.filter { $0.uses.contains(.law) && $0.revocation == nil }.count > 1
    }.map { Self.broken("'\($0.id)'") }
  }
}
