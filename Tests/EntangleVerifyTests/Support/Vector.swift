import EntangleVerify
import Testing

/// A rule's case: a story that breaks it, and the nearest one that does not.
struct Vector: Sendable, CustomTestStringConvertible {
  typealias Change = @Sendable (inout Plan) -> Void

  let code: String
  let name: String
  let severity: Severity
  /// Other codes that the same attack earns.
  let also: Set<String>
  /// Nil where the story as it is breaks nothing, which is looked at once for all.
  let ownTwin: Change?
  let attack: Change

  var twin: Change { ownTwin ?? { _ in } }

  init(
    _ code: String, _ name: String, severity: Severity = .refused, also: Set<String> = [],
    twin: Change? = nil, attack: @escaping Change
  ) {
    self.code = code
    self.name = name
    self.severity = severity
    self.also = also
    ownTwin = twin
    self.attack = attack
  }

  var testDescription: String { "\(code) \(name)" }

  /// What follows when an event is refused: what builds on it, the branch and artifact it speaks of.
  static let consequences: Set<String> = ["C103", "R101", "R106"]

  static let all =
    trust + forks + revocation + operators + recovery + objects + events + securityKeys + codeKeys
    + keys
    + lanes
    + causes + authority
    + workflow + tasks + approvals + conversations + runners + tags + renewals
    + code + artifacts + refs + receipts + forkReceipts + hostLog + denylist + logObjects + imports
    + peers
    + tenants + redactions + conditions + services + beginnings + landings

  /// The story after a change of its plan.
  static func story(_ change: Change) -> Story {
    var plan = Plan()
    change(&plan)
    return Story(plan)
  }

  /// What is said of the story that nothing changes.
  private static let plain = Story().report()

  /// Tells both stories and compares the reports with what is due.
  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    let benign: Report
    if let ownTwin {
      let legal = Self.story(ownTwin)
      benign = legal.report()
      legal.checkRecords(
        benign, "the twin of '\(testDescription)'", sourceLocation: sourceLocation)
    } else {
      benign = Self.plain
    }
    #expect(
      benign.verdict == .verified, "the twin of '\(testDescription)': \(benign.findings)",
      sourceLocation: sourceLocation)
    #expect(
      benign.findings.allSatisfy { $0.code != code },
      "the twin of '\(testDescription)': \(benign.findings)", sourceLocation: sourceLocation)
    let story = Self.story(attack)
    let report = story.report()
    story.checkRecords(report, "'\(testDescription)'", sourceLocation: sourceLocation)
    let severities = report.findings.filter { $0.code == code }.map(\.severity)
    #expect(
      severities.max() == severity, "'\(testDescription)': \(report.findings)",
      sourceLocation: sourceLocation)
    #expect(
      report.verdict == Verdict(report.findings.filter { $0.code == code }),
      "'\(testDescription)': \(report.findings)",
      sourceLocation: sourceLocation)
    let others = Set(report.findings.map(\.code)).subtracting(also).subtracting([code])
      .subtracting(Self.consequences)
    #expect(
      others == [], "'\(testDescription)': \(report.findings)", sourceLocation: sourceLocation)
  }
}
