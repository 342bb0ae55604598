import EntangleSystem
import EntangleVerify
import Testing

/// How many threads verify makes no difference to what is said. Most other tests have one thread
/// (`TestWorkers`).
@Suite struct ThreadTests {
  private func compare(_ story: Story, _ name: String) {
    let alone = story.report(workers: ConcurrentWorkers(threadCount: 1))
    let record = story.record(of: alone)
    for _ in 0..<3 {
      let together = story.report(workers: ConcurrentWorkers(threadCount: 8))
      #expect(together.findings == alone.findings && together.checked == alone.checked, "\(name)")
      #expect(together.verdict == alone.verdict && story.record(of: together) == record, "\(name)")
    }
  }

  @Test func `eight threads say of a history what one says`() throws {
    compare(Story(), "the legal story")
    for seed in UInt64(700)..<704 {
      let history = History(seed: seed, length: 40)
      compare(history.story, "seed \(seed)")
      if let spoiled = history.spoiled { compare(spoiled.story, "seed \(seed), spoiled") }
    }
  }

  @Test func `eight threads say of a proof what one says`() throws {
    let story = Story()
    let report = story.report()
    let packer = try #require(story.packer(report, workers: ConcurrentWorkers(threadCount: 8)))
    for claim in story.claims(report) {
      let file = try packer.proof(of: claim)
      let proof = story.check(file, workers: ConcurrentWorkers(threadCount: 8))
      #expect(proof.verdict == .verified && proof.report.findings.isEmpty, "\(claim)")
    }
  }
}
