internal import EntangleModel

/// A state must be signed by authorities of the state before, of at least as many persons as its
/// threshold; where authorities or threshold change, by the new ones too; or, within its rights, by its one maker, or by
/// the recovery set and the new ones. Stops: a minority that makes law, and one person counted twice.
struct T110ThresholdNotMet: TrustRule {
  static let text = RuleText(
    "T110", "too few authorities have signed",
    rule: "A state must be signed by authorities of the state before, of at least as many "
      + "persons as its threshold; where authorities or threshold change, by the new ones "
      + "too; or, within its rights, by its one maker, or by the recovery set and the new ones.",
    stops: "a minority that makes law, and one person counted twice.",
    hint: "have others sign too: --draft <file>, then entangle trust sign")

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step, let judges = context.judges else { return [] }
    if let maker = context.soleMaker {
      let hasSigned = step.signatures.contains {
        $0.principal == maker.id && $0.key == step.signature.publicKey
      }
      return hasSigned ? [] : [Self.broken("'\(maker.id)' has not signed the statement")]
    }
    var findings: [Finding] = []
    let have = context.persons(among: judges)
    if have < judges.repository.threshold && !context.isRecovery {
      findings.append(Self.broken("\(have) of \(judges.repository.threshold) persons"))
    }
    if context.previous != nil && context.needsOwnThreshold {
      let own = context.persons(among: step.state)
      if own < step.state.repository.threshold {
        findings.append(
          Self.broken("\(own) of \(step.state.repository.threshold) persons of the new authorities")
        )
      }
    }
    return findings
  }
}
