/// The book of rules: every rule, once.
public enum RuleBook {
  static let trust: [any TrustRule] = [
    O101ObjectMissing(), O102ObjectUnreadable(), T103TrustCommitMalformed(),
    T104TrustTreeMalformed(), T105TrustDocumentMalformed(), T106ContentsDiffer(),
    T107PrincipalRepeated(), T108StatementChainBroken(), T109ThresholdOutOfRange(),
    T110ThresholdNotMet(), T111TrustSignatureInvalid(), T112TrustSignerNotAuthority(),
    T113PublisherNotAuthority(), T114RepositoryDocumentChanged(), T115PrincipalChanged(),
    T116KeyRepeated(), T117KeyUsesMixed(), T118KeyWindowWrong(), T119PrincipalUnknown(),
    T120EdgeToItself(), T121CutsWrong(), T122PolicyRepeated(), T124TrustCommitDiffers(),
  ]

  static let readings: [any ReadingRule] = [
    O101ObjectMissing(), O102ObjectUnreadable(), E101EventHeadersWrong(),
    E102EventMessageWrong(), E103EventKindUnknown(), E105EventFilesDiffer(),
    S101SignatureInvalid(), S103SignatureFormWrong(),
  ]

  static let events: [any EventRule] = [
    O101ObjectMissing(), O106CommitDiffers(), S102SignatureKeyOther(), K101KeyUnknown(),
    K102KeyUseWrong(), K103KeyNotYetValid(), K104KeyExpired(), L101LaneOther(),
    L102SequenceBroken(), L103ChainBroken(), L104LaneRootOther(), L105CauseOffLane(),
    L106TimeBackwards(), L107TimeAhead(), L108TrustBackwards(), L109RepositoryOther(),
    L110TrustStateUnknown(), C101CausesDiffer(), C102CauseKindWrong(), A101KindNotAllowed(),
    A102EdgeMissing(), A103EdgeDisabled(), A104CutOff(), W101TaskOfAnother(),
    W102TaskStateWrong(), W103ApproverNotListed(), W104ApprovalOfOwnWork(),
    W105ApprovalExpired(), W106ApprovalOfOther(), W107ApprovalRepeated(),
    W108BaseNotAncestor(), W109ApprovalsMissing(), W111LandingBaseOther(),
    W112LanderNotAllowed(), W113RefNotProtected(), G101CommitUnsigned(),
    G102CommitSignatureInvalid(), G103CommitKeyOutOfWindow(), R104CodeReachesEvents(),
    M101ManifestMalformed(), M102ManifestSignatureInvalid(), M103ManifestOfOther(),
    M104OutputsDiffer(),
  ]

  static let repository: [any RepositoryRule] = [
    T101TrustRootUnknown(), T102TrustRootOther(), T123TrustChainMissing(), O104RefUnknown(),
    L111CutContradicted(), R101RefNotLanded(), R102RefRolledBack(), R103RefDropped(),
    R105ProposalRefOther(), R106ArtifactRefOther(),
  ]

  /// What is said of every rule, sorted by code; a rule that serves several stages stands once.
  public static let texts: [RuleText] = {
    let rules: [any Rule] = trust + readings + events + repository + [C103BuildsOnRefused()]
    var texts: [String: RuleText] = [:]
    for rule in rules { texts[type(of: rule).text.code] = type(of: rule).text }
    return texts.values.sorted { $0.code < $1.code }
  }()
}
