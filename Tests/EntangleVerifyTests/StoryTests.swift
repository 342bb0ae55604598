import EntangleModel
import EntangleVerify
import Synchronization
import Testing

@Suite struct StoryTests {
  @Test func `the legal story is verified`() {
    let report = Story().report()
    #expect(report.findings.map { "\($0.code) \($0.detail)" } == [])
    #expect(report.verdict == .verified)
    #expect(report.checked == ["trust": 2, "event": 9, "lane": 4, "landing": 1, "commit": 1])
  }

  @Test func `a lane that is read in several goes is judged whole`() {
    var plan = Plan()
    plan.finally { story in
      for _ in 0..<150 { _ = story.more() }
    }
    let report = Story(plan).report()
    #expect(report.verdict == .verified && report.checked["event"] == 159)
  }

  @Test func `every event is read once and judged once`() {
    final class Counts: VerificationProgress {
      let read = Atomic<Int>(0)
      let all = Atomic<Int>(0)
      let judged = Atomic<Int>(0)

      func didRead(_ count: Int) { read.add(count, ordering: .relaxed) }
      func willJudge(_ count: Int) { all.add(count, ordering: .relaxed) }
      func didJudge() { judged.add(1, ordering: .relaxed) }
    }
    let counts = Counts()
    let report = Story().report(progress: counts)
    #expect(report.checked["event"] == 9)
    #expect(counts.read.load(ordering: .relaxed) == 9)
    #expect(counts.all.load(ordering: .relaxed) == 9)
    #expect(counts.judged.load(ordering: .relaxed) == 9)
  }
}
