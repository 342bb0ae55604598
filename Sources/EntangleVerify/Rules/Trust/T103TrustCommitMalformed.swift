internal import EntangleModel

/// A trust commit must have exactly the headers, identity and signature form of the format, and at
/// most one parent. Stops: two readings of one commit, and junk that is not signed.
struct T103TrustCommitMalformed: TrustRule {
  static let text = RuleText(
    "T103", "a trust commit is malformed",
    rule: "A trust commit must have exactly the headers, identity and signature form of the "
      + "format, and at most one parent.",
    stops: "two readings of one commit, and junk that is not signed.",
    hint: "publish the state with entangle")

  func findings(in context: TrustContext) -> [Finding] {
    if case .commit(let detail) = context.defect { return [Self.broken(detail)] }
    guard let step = context.step, step.commit.header.parents.count > 1 else { return [] }
    return [Self.broken("more than one parent")]
  }
}
