internal import EntangleModel

/// The founding statement must be the one that is known. Stops: an alternative history from a
/// founding of its own.
struct T102TrustRootOther: RepositoryRule {
  static let text = RuleText(
    "T102", "the trust root is another",
    rule: "The founding statement must be the one that is known.",
    stops: "an alternative history from a founding of its own.",
    hint: "this is not the repository that you know: do not use it")

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let wanted = context.trustRoot, let found = context.chain.root, wanted != found else {
      return []
    }
    return [Self.broken("expected \(wanted), found \(found)").about(EntangleRef.trustName)]
  }
}
