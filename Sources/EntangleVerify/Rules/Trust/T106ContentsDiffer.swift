internal import EntangleModel

/// The statement must carry the digest over the files of its tree. Stops: documents changed after
/// they were signed.
struct T106ContentsDiffer: TrustRule {
  static let text = RuleText(
    "T106", "the statement does not fit the files",
    rule: "The statement must carry the digest over the files of its tree.",
    stops: "documents changed after they were signed.",
    hint: "sign the state that is published")

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step else { return [] }
    let digest = Statement.contentsDigest(step.state.files, cryptography: context.cryptography)
    guard digest != step.state.statement.contents else { return [] }
    return [Self.broken("the files have the digest \(digest)")]
  }
}
