internal import EntangleModel

/// Whose law this is must come from outside the repository. Stops: a whole repository made up by
/// somebody else.
struct T101TrustRootUnknown: RepositoryRule {
  static let text = RuleText(
    "T101", "the trust root is not known",
    rule: "Whose law this is must come from outside the repository.",
    stops: "a whole repository made up by somebody else.",
    hint: "entangle trust pin <repository id>, or --trust-root; take the id from somebody "
      + "you trust")

  func findings(in context: RepositoryContext) -> [Finding] {
    guard context.trustRoot == nil else { return [] }
    let id = context.chain.root.map { "; this one says \($0)" } ?? ""
    return [Self.undecided("no trust root is given or remembered for this repository\(id)")]
  }
}
