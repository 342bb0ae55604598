internal import EntangleModel

/// Each signature over a statement must be by a law key, within its window, of an authority that
/// may judge the state. Stops: consent of somebody who has no say.
struct T112TrustSignerNotAuthority: TrustRule {
  static let text = RuleText(
    "T112", "a signer of the statement is no authority",
    rule: "Each signature over a statement must be by a law key, within its window, of an "
      + "authority that may judge the state.",
    stops: "consent of somebody who has no say.",
    hint: "'entangle trust publish' leaves such signatures out of a draft")

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step, let judges = context.judges else { return [] }
    var states = [judges]
    if context.needsOwnThreshold { states.append(step.state) }
    return step.signatures.compactMap { signature in
      let isAuthority = states.contains { state in
        context.authority(signature.principal, key: signature.key, in: state) != nil
      }
      let isMaker =
        signature.principal == context.soleMaker?.id && signature.key == step.signature.publicKey
      return isAuthority || isMaker || context.isRecovery(signature)
        ? nil : Self.broken("'\(signature.principal)' with the key \(signature.key)")
    }
  }
}
