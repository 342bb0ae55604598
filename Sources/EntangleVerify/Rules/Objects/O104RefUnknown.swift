internal import EntangleModel

/// Below refs/entangle/ only the refs of the format may stand. Stops: data smuggled in where tools
/// look for law.
struct O104RefUnknown: RepositoryRule {
  static let text = RuleText(
    "O104", "a ref has no place in the format",
    rule: "Below refs/entangle/ only the refs of the format may stand.",
    stops: "data smuggled in where tools look for law.",
    hint: "delete the ref, or use an entangle that knows it")

  func findings(in context: RepositoryContext) -> [Finding] {
    context.refs.compactMap { ref in
      switch ref.place {
      case nil: Self.broken("nothing that entangle knows stands at this ref").about(ref.name)
      // (Law that does not hold, or not yet, may have opened it.)
      case .receipts(let number)
      where !context.hasTrustFindings && context.chain.newest?.state.epochs[number] == nil:
        Self.broken("the law has no epoch \(number)").about(ref.name)
      default: nil
      }
    }
  }
}
