internal import EntangleModel

/// A governed repository must have refs/entangle/trust. Stops: the law left out.
struct T123TrustChainMissing: RepositoryRule {
  static let text = RuleText(
    "T123", "there is no trust chain",
    rule: "A governed repository must have refs/entangle/trust.",
    stops: "the law left out.",
    hint:
      "'entangle fetch' brings the law of a remote; 'entangle init' founds a repository that has none"
  )

  func findings(in context: RepositoryContext) -> [Finding] {
    guard context.chain.steps.isEmpty, !context.hasTrustFindings else { return [] }
    let finding =
      context.trustRoot == nil
      ? Self.undecided("refs/entangle/trust is not there")
      : Self.broken("refs/entangle/trust is not there")
    return [finding.about(EntangleRef.trustName)]
  }
}
