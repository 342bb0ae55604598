internal import EntangleModel

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
    T125LawKeyRepeated(), T126RevocationWrong(), T127StateBeyondRights(),
    T128RecoveryBeyondAuthorities(), T129VoidStatesWrong(), T130EpochWrong(), T131AccessListWrong(),
    T132StateAhead(), T135PeerWrong(), T136TenantsJoined(), T140RedactionWrong(),
  ]

  /// What helps who was retired.
  public static let retiredHint = T115PrincipalChanged.retiredHint

  /// The rules for what a trust state says, whoever signs and publishes it.
  static let drafts: [any TrustRule] = [
    T106ContentsDiffer(), T107PrincipalRepeated(), T108StatementChainBroken(),
    T109ThresholdOutOfRange(), T111TrustSignatureInvalid(), T114RepositoryDocumentChanged(),
    T115PrincipalChanged(), T116KeyRepeated(), T117KeyUsesMixed(), T118KeyWindowWrong(),
    T119PrincipalUnknown(), T120EdgeToItself(), T121CutsWrong(), T122PolicyRepeated(),
    T125LawKeyRepeated(), T126RevocationWrong(), T129VoidStatesWrong(), T130EpochWrong(),
    T131AccessListWrong(), T135PeerWrong(), T136TenantsJoined(), T140RedactionWrong(),
  ]

  static let readings: [any ReadingRule] = [
    O101ObjectMissing(), O102ObjectUnreadable(), E101EventHeadersWrong(),
    E102EventMessageWrong(), E103EventKindUnknown(), E105EventFilesDiffer(),
    S101SignatureInvalid(), S103SignatureFormWrong(),
  ]

  /// The rules for events, in stages: where one finds something, the later ones are not asked, so that
  /// the smallest reason is told.
  static let events: [[any EventRule]] = [
    [L109RepositoryOther(), L101LaneOther(), S102SignatureKeyOther(), L110TrustStateUnknown()],
    [K101KeyUnknown(), L102SequenceBroken(), L103ChainBroken(), L104LaneRootOther()],
    [
      K102KeyUseWrong(), K103KeyNotYetValid(), K104KeyExpired(), K105KeyRevoked(),
      S104SignatureCounterStale(), L106TimeBackwards(), L107TimeAhead(), L108TrustBackwards(),
      C101CausesDiffer(), L105CauseOffLane(), J113PublishedOutOfTime(), J114SeenForged(),
      J115SeenBackwards(),
      J116OlderThanSeen(),
      O101ObjectMissing(), O106CommitDiffers(),
    ],
    [C102CauseKindWrong(), A101KindNotAllowed(), A105PrincipalSuspended()],
    [
      A102EdgeMissing(), A103EdgeDisabled(), W101TaskOfAnother(), W103ApproverNotListed(),
      W112LanderNotAllowed(), W113RefNotProtected(),
    ],
    [
      A104CutOff(), W102TaskStateWrong(), W104ApprovalOfOwnWork(), W105ApprovalExpired(),
      W106ApprovalOfOther(), W107ApprovalRepeated(), W108BaseNotAncestor(),
      W109ApprovalsMissing(), W111LandingBaseOther(), W114HandoffWithoutArtifact(),
      W115ThreadStateWrong(), W116GenerationOther(), W117IntroductionOfNobody(),
      W118TagOfOther(), W119NothingToRenew(), W120RunnerNotTrusted(), W121LeaseOver(),
      W122ServiceNotOpen(), W123BranchLedOn(), W130WithheldNamed(),
      G104TagWrong(), G101CommitUnsigned(),
      G102CommitSignatureInvalid(), G103CommitKeyOutOfWindow(), R104CodeReachesEvents(),
      M101ManifestMalformed(), M102ManifestSignatureInvalid(), M103ManifestOfOther(),
      M104OutputsDiffer(),
    ],
  ]

  /// The stages of the rules for events of one kind.
  static func stages(for kind: EventName) -> [[any EventRule]] { stagesByKind[kind] ?? events }

  private static let stagesByKind: [EventName: [[any EventRule]]] = Dictionary(
    uniqueKeysWithValues: EventName.allCases.map { kind in
      (kind, events.map { $0.filter { type(of: $0).kinds?.contains(kind) ?? true } })
    })

  /// The rules for events that count for nothing, since they name a void state or answer a void event:
  /// they keep the lane in order, and to its holder.
  static let voids: [[any EventRule]] = [
    [L109RepositoryOther(), L101LaneOther(), S102SignatureKeyOther(), L110TrustStateUnknown()],
    [
      K101KeyUnknown(), L102SequenceBroken(), L103ChainBroken(), L104LaneRootOther(),
      S104SignatureCounterStale(), L107TimeAhead(), C101CausesDiffer(),
    ],
  ]

  /// The rules for events that stand: what people should look at. `TaintLedger` asks them.
  static let taints: [any Rule] = [K106KeyCompromised(), C104RestsOnTainted()]

  /// The rules for a part of a repository as a whole.
  static let root: [any RepositoryRule] = [
    T101TrustRootUnknown(), T102TrustRootOther(), T123TrustChainMissing(),
  ]

  static let repository: [any RepositoryRule] = [
    T101TrustRootUnknown(), T102TrustRootOther(), T123TrustChainMissing(), O104RefUnknown(),
    O101ObjectMissing(), O106CommitDiffers(), L111CutContradicted(), R101RefNotLanded(),
    R102RefRolledBack(), R103RefDropped(),
    R105ProposalRefOther(), R106ArtifactRefOther(), R107TagRefOther(), R108RedactionNotCarriedOut(),
    R109InputRefOther(),
    J107LogDeleted(), J108LogRolledBack(), J109LogForked(), J110LogFrozen(), J111RefDropped(),
    J112RefElsewhere(),
  ]

  /// The rules for receipts.
  static let receipts: [any ReceiptRule] = [
    O101ObjectMissing(), O102ObjectUnreadable(), J101ReceiptMalformed(),
    J102ReceiptSignatureInvalid(), J103ReceiptChainBroken(), J104ReceiptStateWrong(),
    J105ReceiptTimeWrong(), J106RefMovedUnrecorded(),
  ]

  /// The rules for the denylist.
  static let denylist: [any DenylistRule] = [
    O101ObjectMissing(), O102ObjectUnreadable(), D101EntryMalformed(), D102EntrySignatureInvalid(),
    D103DenylistChainBroken(), D104EntryStateWrong(), D105EntryTimeWrong(),
    D106ReporterNotAllowed(), D107SubjectNotBannable(), D108BanTooLong(), D109LiftNotAllowed(),
    D110ImportUnproved(), D111HostNotBelieved(), D112ImportRepeated(),
  ]

  /// The rules for how much a push names and what; where it breaks them, nothing else is asked.
  static let pushedNames: [any PushRule] = [H105PushTooLarge(), H101RefNotOpen()]

  /// The other rules for pushes.
  static let pushes: [any PushRule] = [
    H125RefNotMovable(), H128TooManyBranches(),
    H102RecordDeleted(),
    H106LaneOfOther(),
    H103LaneRewound(), H104TrustRewound(), H107LawAndLandingTogether(), H108EpochTooEarly(),
    H129PushWithoutReceipt(),
    H121DenylistRewound(), H122BannedByFormer(), H126NamedWithoutRef(), H130WithheldPushed(),
    H131NamedLeftBehind(), H132RedactionWithoutMove(), H133ObjectTooLarge(),
    H134ProtectedBranchHidden(), H135LandedLeft(),
  ]

  /// The rules for whether a push is let in that also hold for the trust chain alone.
  static let tokens: [any AdmissionRule] = [H124OperatorProofMissing()]

  /// The rules for whether a push is let in.
  static let admission: [any AdmissionRule] =
    [H120PusherBanned(), H123TenantNotServed(), H111PushedTooOften()] + certificates + secrets

  /// The rule for secrets, which also holds for what is sent beside the trust chain.
  static let secrets: [any AdmissionRule] = [H110SecretPushed()]

  /// The rules for what git does with a push that was let in.
  static let moves: [any MoveRule] = [H127MovedInParts()]

  /// The rules for push certificates.
  static let certificates: [any AdmissionRule] = [
    H112CertificateMissing(), H113CertificateMalformed(), H114CertificateSignature(),
    H117CertificateOfOther(), H115CertificateOfOtherPush(), H116CertificateNonce(),
  ]

  /// What is said of every rule, sorted by code; a rule that serves several stages stands once.
  public static let texts: [RuleText] = {
    var rules: [any Rule] = trust + readings + events.flatMap { $0 } + taints
    rules += receipts + repository
    rules += denylist
    rules += pushedNames
    rules += pushes
    rules += admission
    rules += tokens
    rules += moves
    rules += [C103BuildsOnRefused(), A106VoidStateNamed(), A107AnswersVoid()] as [any Rule]
    var texts: [String: RuleText] = [:]
    for rule in rules { texts[type(of: rule).text.code] = type(of: rule).text }
    return texts.values.sorted { $0.code < $1.code }
  }()
}
