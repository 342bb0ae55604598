public import EntangleModel

/// The answer of the verifier.
public enum Verdict: String, Sendable, Hashable {
  case verified
  case refused
  case undecided

  /// What follows from what was found.
  public init(_ findings: [Finding]) {
    self =
      switch findings.map(\.severity).max() {
      case nil, .warning: .verified
      case .undecided: .undecided
      case .refused: .refused
      }
  }

  /// The worst of several; *verified* where there is none.
  public static func worst(of verdicts: some Sequence<Verdict>) -> Verdict {
    var worst = Verdict.verified
    for verdict in verdicts where verdict != .verified {
      if verdict == .refused { return .refused }
      worst = verdict
    }
    return worst
  }
}

/// What was checked, what was found, and what follows.
public struct Report: Sendable {
  /// The repository id, where a trust chain could be read.
  public let repository: SHA256Digest?
  public let verdict: Verdict
  /// The moment that was the verifier's present.
  public let asOf: Timestamp
  /// How many objects of each type were judged.
  public let checked: [String: Int]
  public let findings: [Finding]
  /// What is known of the repository; for explanations.
  public let judgement: Judgement?
  /// The refs that the verdict is about; nil where it is about everything.
  public let refs: [RefName]?
  /// How many of the events had been verified before, and were not judged again.
  public let recordedCount: Int
  /// What was done for it that a record would have spared, in events.
  public var newWork: Int { judgement?.newWork ?? 0 }
  /// What a record has spared, in events.
  public var sparedWork: Int { recordedCount + (judgement?.log.recordedCount ?? 0) }
  /// Whether it was made under law that nobody has signed: then it says what would be, and no record may
  /// be made of it.
  let isSupposed: Bool
  /// Where the refs stood that were looked at.
  let tips: [RefName: ObjectID]
  /// The hash function that names the objects; nil where there are no refs.
  var format: ObjectFormat? { tips.values.first?.format }

  init(
    repository: SHA256Digest?, asOf: Timestamp, checked: [String: Int], findings: [Finding],
    judgement: Judgement?, refs: [RefName]? = nil, tips: [RefName: ObjectID] = [:],
    recordedCount: Int = 0, isSupposed: Bool = false
  ) {
    self.repository = repository
    self.asOf = asOf
    self.checked = checked
    self.findings = findings
    self.judgement = judgement
    self.refs = refs
    self.tips = tips
    self.recordedCount = recordedCount
    self.isSupposed = isSupposed
    verdict = Verdict(findings)
  }
}
