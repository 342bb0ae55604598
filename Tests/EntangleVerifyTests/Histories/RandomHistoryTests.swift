import EntangleModel
import EntangleVerify
import Testing

/// Random histories and what can be done to them: none that is valid is refused, and nothing that breaks
/// one passes. The environment says how many (`ENTANGLE_HISTORIES`) and where to begin
/// (`ENTANGLE_HISTORY_SEED`); `make histories` has many more of them, and longer ones.
@Suite struct RandomHistoryTests {
  private static let asked = askedCount("ENTANGLE_HISTORIES")
  private static let first = UInt64(askedCount("ENTANGLE_HISTORY_SEED") ?? 0)
  private static let count = UInt64(asked ?? 64)
  private static let parts: UInt64 = 8

  /// How many events a history has, about.
  private static func length(_ seed: UInt64) -> Int {
    asked == nil ? 4 + Int(seed % 12) : 8 + Int(seed % 53)
  }

  @Test(arguments: 0..<parts)
  func `a valid history is verified, and no spoiled one`(part: UInt64) {
    for seed in stride(from: Self.first + part, to: Self.first + Self.count, by: Int(Self.parts)) {
      let history = History(seed: seed, length: Self.length(seed))
      let record = seed % 3 == 0 ? history.earlier.flatMap { $0.record(of: $0.report()) } : nil
      // Of what is tainted, or has a void branch, none is made.
      let isPlain = !history.hasThief && !history.hasFork
      #expect(seed % 3 != 0 || record != nil || !isPlain, "seed \(seed): no record")
      check(history, record)
      if let spoiled = history.spoiled { check(spoiled, seed) }
      var numbers = SeededNumbers(seed: ~seed)
      check(Tampering.draw(history, &numbers), seed, record)
    }
  }

  /// `record`: of what was verified when the history was shorter.
  private func check(_ history: History, _ record: [UInt8]?) {
    let report = history.story.report()
    compare(report, history.story, record, "seed \(history.seed)")
    let worst = report.findings.filter { $0.severity != .warning }
    #expect(worst.isEmpty, "seed \(history.seed): \(Self.text(report))")
    let warnings = Set(report.findings.map(\.code))
    let intended = (history.hasThief ? ["K106", "C104"] : []) + (history.hasFork ? ["A106"] : [])
    #expect(warnings.isSubset(of: intended), "seed \(history.seed): \(Self.text(report))")
    #expect(
      report.checked["event"] == history.told.count && report.checked["trust"] == history.laws.count
    )
  }

  private func check(_ spoiled: History.Spoiled, _ seed: UInt64) {
    let report = spoiled.story.report()
    let found = report.findings.filter { $0.severity != .warning }.map(\.code)
    #expect(
      report.verdict != .verified && !spoiled.codes.isDisjoint(with: found),
      "seed \(seed): '\(spoiled.name)' [\(spoiled.codes.sorted())]: \(Self.text(report))")
  }

  /// One who goes on from a record says the same.
  private func compare(_ report: Report, _ story: Story, _ record: [UInt8]?, _ name: String) {
    guard let record else { return }
    let continued = story.report(continuing: record)
    #expect(
      Set(continued.findings) == Set(report.findings) && continued.checked == report.checked,
      "\(name): \(Self.text(report)); with a record \(Self.text(continued))")
  }

  private func check(_ tampering: Tampering, _ seed: UInt64, _ record: [UInt8]?) {
    let report = tampering.story.report()
    if !tampering.isOld {
      compare(report, tampering.story, record, "seed \(seed): \(tampering.name)")
    }
    #expect(
      (report.verdict == .verified) == tampering.isBenign,
      "seed \(seed): \(tampering.name), benign \(tampering.isBenign): \(Self.text(report))")
    let found = Set(report.findings.map(\.code))
    #expect(
      tampering.codes.isEmpty || !tampering.codes.isDisjoint(with: found),
      "seed \(seed): \(tampering.name) [\(tampering.codes.sorted())]: \(Self.text(report))")
  }

  private static func text(_ report: Report) -> String {
    "\(report.verdict) "
      + report.findings.prefix(5).map { "\($0.code) \($0.detail)" }
      .joined(separator: "; ")
  }
}
