public import EntangleModel

extension TrustChain {
  /// What the rules find wrong with a state that is to follow the newest one, whoever signs and publishes it: all
  /// rules but those that wait for signatures, for the commit and for its time.
  public func findings(
    on draft: TrustState, cryptography: any Cryptography
  ) -> [Finding] {
    guard let founding = steps.first else { return [] }
    let context = TrustContext(
      step: TrustStep(unpublished: draft, after: founding, cryptography: cryptography),
      defect: nil, isForged: false, previous: newest, protected: protected,
      voidDefects: defects(ofVoidsIn: draft.statement), isDraft: true, now: nil,
      cryptography: cryptography, limits: ReadLimits())
    return RuleBook.drafts.flatMap { $0.findings(in: context) }
  }
}

extension TrustStep {
  /// A state of which nobody has made a commit: it carries the founding one, which an authority has made as well.
  convenience init(
    unpublished state: TrustState, after founding: TrustStep, cryptography: any Cryptography
  ) {
    self.init(
      reference: founding.reference, commit: founding.commit, signature: founding.signature,
      state: state,
      name: StateReference(
        version: state.statement.version,
        digest: cryptography.sha256(state.statement.encoded)))
  }
}
