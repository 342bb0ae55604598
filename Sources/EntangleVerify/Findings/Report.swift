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

  init(
    repository: SHA256Digest?, asOf: Timestamp, checked: [String: Int], findings: [Finding],
    judgement: Judgement?
  ) {
    self.repository = repository
    self.asOf = asOf
    self.checked = checked
    self.findings = findings
    self.judgement = judgement
    verdict = Verdict(findings)
  }
}
