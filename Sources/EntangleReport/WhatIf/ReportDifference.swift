internal import EntangleModel
public import EntangleVerify

/// What another law would find of the same history.
public struct ReportDifference: Sendable {
  /// What would be refused, or could not be told, and stands now; in the order of the report.
  public let falling: [Finding]
  /// What would be warned of, and is not.
  public let warned: [Finding]
  /// What is refused or cannot be told now, and would stand.
  public let rising: [Finding]

  /// Compares two reports of the same refs at the same moment, by what is worst of each object.
  public init(from now: Report, to then: Report) {
    let (before, after) = (Self.worst(now), Self.worst(then))
    func isWorse(_ finding: Finding) -> Bool {
      before[finding.object].map { finding.severity > $0 } ?? true
    }
    falling = then.findings.filter { $0.severity > .warning && isWorse($0) }
    warned = then.findings.filter { $0.severity == .warning && isWorse($0) }
    rising = now.findings.filter { finding in
      finding.severity > .warning && (after[finding.object].map { finding.severity > $0 } ?? true)
    }
  }

  private static func worst(_ report: Report) -> [String: Severity] {
    Dictionary(report.findings.map { ($0.object, $0.severity) }) { max($0, $1) }
  }

  /// The verdict over what would not stand any more.
  public var verdict: Verdict { Verdict(falling) }
}
