internal import EntangleModel

/// A state must be signed by authorities of the state before, of at least as many persons as its
/// threshold; where authorities or threshold change, by the new ones too. Stops: a minority that
/// makes law, and one person counted twice.
struct T110ThresholdNotMet: TrustRule {
  static let text = RuleText(
    "T110", "too few authorities have signed",
    rule: "A state must be signed by authorities of the state before, of at least as many "
      + "persons as its threshold; where authorities or threshold change, by the new ones "
      + "too.",
    stops: "a minority that makes law, and one person counted twice.",
    hint: "have others sign too: --draft <file>, then entangle trust sign")

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step, let judges = context.judges else { return [] }
    var findings: [Finding] = []
    let have = persons(context, among: judges)
    if have < judges.repository.threshold {
      findings.append(Self.broken("\(have) of \(judges.repository.threshold) persons"))
    }
    if context.previous != nil && context.needsOwnThreshold {
      let own = persons(context, among: step.state)
      if own < step.state.repository.threshold {
        findings.append(
          Self.broken("\(own) of \(step.state.repository.threshold) persons of the new authorities")
        )
      }
    }
    return findings
  }

  /// How many persons among a state's authorities have signed.
  private func persons(_ context: TrustContext, among state: TrustState) -> Int64 {
    let signed = (context.step.map { TrustSignature.all(in: $0.state) } ?? []).compactMap {
      context.authority($0.principal, key: $0.key, in: state)?.person
    }
    return Int64(Set(signed).count)
  }
}
