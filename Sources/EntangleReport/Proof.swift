public import EntangleVerify

/// Why something in a repository stands, or the smallest reason why it does not.
public struct Proof: Sendable {
  /// What is to be thought of the one object.
  public let verdict: Verdict
  /// What it is: `land 0123… by alice`.
  public let title: String
  /// From the trust root to the object, in order; empty where it is refused.
  public let steps: [ProofStep]
  /// The objects from the one asked for to the one whose findings say why, both included; empty
  /// where nothing is found.
  public let path: [String]
  /// What is found of the end of that path, and of the trust root.
  public let reasons: [Finding]
  /// A line that says where the end of the path stands; nil where its name says it.
  var place: String?
  /// What is found of everything that stands or falls with the end of the path.
  var followers: [Finding] = []
}

extension Proof {
  /// The same of a ref, where what is found to bear on it weighs more.
  public func limited(by report: Report) -> Proof {
    let worst = Verdict.worst(of: [verdict, report.verdict])
    guard worst != verdict else { return self }
    let found = report.findings.filter { $0.base == nil && $0.severity > .warning }
    return Proof(
      verdict: worst, title: title, steps: [], path: path,
      reasons: reasons + found.filter { !reasons.contains($0) }, place: place, followers: followers)
  }
}

/// One step of a proof.
public struct ProofStep: Sendable {
  /// What is established.
  public let title: String
  /// By what.
  public let details: [String]
}
