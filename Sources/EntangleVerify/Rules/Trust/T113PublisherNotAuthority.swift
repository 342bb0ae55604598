internal import EntangleModel

/// The commit of a state must be signed by the law key of an authority of the state before. Stops:
/// somebody else publishing what authorities signed, under his own date.
struct T113PublisherNotAuthority: TrustRule {
  static let text = RuleText(
    "T113", "the publisher of a state is no authority",
    rule: "The commit of a state must be signed by the law key of an authority of the state "
      + "before.",
    stops: "somebody else publishing what authorities signed, under his own date.",
    hint: "publish as an authority")

  /// The finding for a commit that does not fit the signature that it carries.
  static var forged: Finding { broken("the commit's signature is invalid") }

  func findings(in context: TrustContext) -> [Finding] {
    guard !context.isForged else { return [Self.forged] }
    guard let step = context.step, let judges = context.judges else { return [] }
    let publisher = step.commit.header.principal
    guard
      context.authority(publisher, key: step.signature.publicKey, in: judges) != nil
        || context.soleMaker != nil
        || context.isRecovery
          && context.authority(publisher, key: step.signature.publicKey, in: step.state) != nil
    else {
      return [Self.broken("'\(publisher)' with the key \(step.signature.publicKey)")]
    }
    return []
  }
}
