internal import EntangleModel

/// A protected branch with landings must be there. Stops: a branch dropped with its record kept.
struct R103RefDropped: RepositoryRule {
  static let text = RuleText(
    "R103", "a protected branch is gone",
    rule: "A protected branch with landings must be there.",
    stops: "a branch dropped with its record kept.",
    hint: "restore the branch")

  static let needsAllEvents = true

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let judgement = context.judgement, let newest = context.chain.newest else { return [] }
    return newest.state.policies.keys.sorted().filter { ref in
      context.branches[ref] == nil && judgement.state.landedRefs.contains(ref)
    }.map { Self.broken("it has landings").about($0) }
  }
}
